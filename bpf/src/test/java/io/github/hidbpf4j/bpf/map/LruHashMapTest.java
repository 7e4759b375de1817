package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LruHashMapTest extends MapContractTest {
  @Override
  Specs specs() {
    return Specs.of(MapType.LRU_HASH, 6, 12, 8);
  }

  @Test
  void usedElementsOutliveUnused() {
    MapEnvironment single = MapEnvironment.of(MEMORY);
    BpfMap m = MapFactory.create(Specs.of(MapType.LRU_HASH, 4, 4, 8).spec(), single);
    for (int i = 0; i < 8; i++) {
      m.userUpdate(Keys.bytes(i, 4), Keys.bytes(i, 4), 0);
    }
    long key = Keys.at(MEMORY, Keys.bytes(0, 4));
    for (int i = 8; i < 40; i++) {
      assertThat(m.lookup(key)).as("before key %d", i).isNotZero();
      assertThat(m.userUpdate(Keys.bytes(i, 4), Keys.bytes(i, 4), 0)).isZero();
    }
    assertThat(m.userLookup(Keys.bytes(1, 4))).isNull();
    m.free();
  }

  @Test
  void userLookupsAreNoUse() {
    MapEnvironment single = MapEnvironment.of(MEMORY);
    BpfMap m = MapFactory.create(Specs.of(MapType.LRU_HASH, 4, 4, 4).spec(), single);
    for (int i = 0; i < 20; i++) {
      m.userUpdate(Keys.bytes(i, 4), Keys.bytes(i, 4), 0);
      m.userLookup(Keys.bytes(0, 4));
    }
    assertThat(m.userLookup(Keys.bytes(0, 4))).isNull();
    m.free();
  }

  @Test
  void lockAndUnknownFlagsAreInvalid() {
    long key = Keys.at(MEMORY, key(1));
    long value = Keys.at(MEMORY, value(1));
    assertThat(map.update(key, value, BpfMap.BPF_F_LOCK)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.update(key, value, 3)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.update(key, value, BpfMap.BPF_EXIST)).isEqualTo(Errno.ENOENT.result());
    assertThat(map.update(key, value, BpfMap.BPF_NOEXIST)).isZero();
    assertThat(map.update(key, value, BpfMap.BPF_NOEXIST)).isEqualTo(Errno.EEXIST.result());
  }

  /** Never full, never more than its entries, and what is there is what was stored last. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void holdsTheLatestValues(long seed) {
    for (MapType type : new MapType[] {MapType.LRU_HASH, MapType.LRU_PERCPU_HASH}) {
      SplittableRandom random = new SplittableRandom(seed);
      int flags = seed == 3 ? MapSpec.F_NO_COMMON_LRU : 0;
      BpfMap m = MapFactory.create(Specs.of(type, 4, 8, 30).with(flags).spec(), environment);
      Map<Integer, byte[]> last = new HashMap<>();
      byte[] out = new byte[(int) m.userValueSize()];
      for (int step = 0; step < 5_000; step++) {
        cpu = random.nextInt(3);
        int key = random.nextInt(100);
        byte[] value = Keys.bytes(random.nextLong(), out.length);
        if (random.nextInt(3) == 0) {
          long found = m.userLookup(Keys.bytes(key, 4), out, 0);
          if (found == 0) {
            assertThat(out).as("seed %d step %d", seed, step).isEqualTo(last.get(key));
          }
        } else {
          assertThat(m.userUpdate(Keys.bytes(key, 4), value, 0)).isZero();
          last.put(key, value);
          assertThat(m.userLookup(Keys.bytes(key, 4))).isEqualTo(value);
        }
        assertThat(m.forEach((_, _) -> 0)).isLessThanOrEqualTo(m.maxEntries());
      }
      m.free();
    }
  }
}
