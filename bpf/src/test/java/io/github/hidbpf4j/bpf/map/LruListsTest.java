package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LruListsTest {
  private static final long PRIME = 0x100000001b3L;

  private long digest = 0xcbf29ce484222325L;
  private long seed;

  /**
   * Every element handed out and every key evicted in 50,000 random lookups, updates and deletes,
   * as an FNV digest. The digests were measured once with the lists of Linux 6.12
   * (kernel/bpf/bpf_lru_list.c) built for user space under the same workload.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 8, false, 12, ab4adaa227703707",
    "2, 1, 8, false, 30, 59a2116936ccd6b5",
    "3, 2, 16, false, 24, cf8015b974f98bbb",
    "4, 4, 64, false, 100, 1548be87276a1ba0",
    "5, 1, 600, false, 900, 224c4ae8ddb8b954",
    "6, 3, 1000, false, 2000, e8ddb6b88ed8a812",
    "7, 1, 8, true, 12, 14d0bc85917414b3",
    "8, 4, 64, true, 100, 94b476270ed3a260",
    "9, 2, 40, true, 300, 17cc1fd6a2fbe1f2",
    "10, 4, 4, false, 9, 6c7e5b91f4a581d9",
    "11, 1, 1, false, 3, 3dff80889958a37f",
  })
  void evictsAsTheKernelDoes(
      long firstSeed, int cpus, int elements, boolean perCpu, int keys, String expected) {
    seed = firstSeed;
    int[] elementOf = new int[keys];
    Arrays.fill(elementOf, -1);
    int[] keyOf = new int[elements];
    boolean[] linked = new boolean[elements];
    LruLists lru =
        new LruLists(
            elements,
            cpus,
            !perCpu,
            e -> {
              if (!linked[e]) {
                return false;
              }
              linked[e] = false;
              elementOf[keyOf[e]] = -1;
              mix(1_000_000 + keyOf[e]);
              return true;
            });
    for (int step = 0; step < 50_000; step++) {
      int cpu = next(cpus);
      int operation = next(10);
      int key = next(keys);
      int old = elementOf[key];
      if (operation < 4) {
        if (old >= 0) {
          lru.touch(old);
        }
      } else if (operation < 9) {
        int e = lru.allocate(cpu);
        if (e < 0) {
          mix(-1);
          continue;
        }
        keyOf[e] = key;
        // The eviction may have been of this very key.
        old = elementOf[key];
        linked[e] = true;
        elementOf[key] = e;
        if (old >= 0) {
          lru.touch(e);
          linked[old] = false;
          lru.free(old);
        }
        mix(key);
        mix(e);
      } else if (old >= 0) {
        elementOf[key] = -1;
        linked[old] = false;
        lru.free(old);
      }
    }
    assertThat(Long.toHexString(digest)).isEqualTo(expected);
  }

  private void mix(long value) {
    digest = (digest ^ value) * PRIME;
  }

  private int next(int bound) {
    seed = seed * 6364136223846793005L + 1442695040888963407L;
    return (int) ((seed >>> 33) % bound);
  }
}
