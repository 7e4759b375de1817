package io.github.hidbpf4j.bpf.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArenaMemoryTest {
  private final ArenaMemory memory = ArenaMemory.heap(18);

  @Test
  void allocationsAreZeroedAlignedAndApart() {
    long a = memory.allocate(13, "a");
    long b = memory.allocate(8, "b");
    assertThat(a & 7).isZero();
    assertThat(b - (a + 13)).isGreaterThanOrEqualTo(ArenaMemory.RED_ZONE);
    assertThat(memory.offset(a)).isGreaterThanOrEqualTo(ArenaMemory.NULL_GUARD);
    assertThat(memory.getBytes(a, 13)).containsOnly(0);
  }

  @Test
  void lastPartialGranuleIsExact() {
    long a = memory.allocate(13, "a");
    assertThat(memory.isReadable(a, 13)).isTrue();
    assertThat(memory.isReadable(a, 14)).isFalse();
    assertThat(memory.isReadable(a + 12, 1)).isTrue();
    assertThat(memory.isReadable(a + 13, 1)).isFalse();
    assertThat(memory.isReadable(a - 1, 1)).isFalse();
    assertThat(memory.isReadable(a + 13, 0)).isTrue();
  }

  @Test
  void readOnlyBytesCanBeReadButNotWritten() {
    long a = memory.allocate(24, "a");
    memory.mark(a + 8, 8, true, false);
    assertThat(memory.isReadable(a, 24)).isTrue();
    assertThat(memory.isWritable(a, 8)).isTrue();
    assertThat(memory.isWritable(a, 9)).isFalse();
    assertThat(memory.isWritable(a + 16, 8)).isTrue();
    assertThatThrownBy(() -> memory.check(a + 8, 4, true))
        .isInstanceOf(MemoryFault.class)
        .hasMessageContaining("invalid write of 4 bytes")
        .hasMessageContaining("a, 24 bytes");
  }

  @Test
  void faultsTellNullFromWildPointers() {
    assertThatThrownBy(() -> memory.check(8, 8, false)).hasMessageContaining("NULL pointer");
    assertThatThrownBy(() -> memory.check(0x1234_5678_9abcL, 8, false))
        .hasMessageContaining("not a pointer into program memory");
    assertThatThrownBy(() -> memory.check(ArenaMemory.TAG + 16, 8, false))
        .hasMessageContaining("no allocation there");
  }

  @Test
  void accessAtTheEndOfTheArenaIsRefusedAndHarmless() {
    long last = ArenaMemory.TAG | memory.mask();
    assertThat(memory.isReadable(last, 8)).isFalse();
    assertThat(memory.isReadable(last, Long.MAX_VALUE)).isFalse();
    assertThat(memory.isReadable(last, -1)).isFalse();
    memory.putLong(last, 1);
    assertThat(memory.getLong(last)).isEqualTo(1);
  }

  @Test
  void freedMemoryIsDeadAndReusedOldestFirstZeroed() {
    long a = memory.allocate(40, "a");
    long b = memory.allocate(40, "b");
    memory.putLong(a, -1);
    memory.free(a);
    memory.free(b);
    assertThat(memory.isReadable(a, 1)).isFalse();
    assertThat(memory.allocate(40, "c")).isEqualTo(a);
    assertThat(memory.getLong(a)).isZero();
    assertThat(memory.allocate(40, "d")).isEqualTo(b);
  }

  @Test
  void onlyAllocationsCanBeFreed() {
    long a = memory.allocate(40, "a");
    assertThatIllegalArgumentException().isThrownBy(() -> memory.free(a + 8));
    memory.free(a);
    assertThatIllegalArgumentException().isThrownBy(() -> memory.free(a));
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 18, Long.MAX_VALUE, Long.MAX_VALUE - 15, Integer.MAX_VALUE})
  void whatDoesNotFitIsRefusedAndLeavesTheArenaUsable(long size) {
    assertThatThrownBy(() -> memory.allocate(size, "big"))
        .isInstanceOf(OutOfArenaException.class)
        .hasMessageContaining("big: no room for " + size + " bytes");
    assertThat(memory.isReadable(memory.allocate(8, "small"), 8)).isTrue();
  }

  @Test
  void fillsUpToTheLastByteAndRecovers() {
    List<Long> all = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              while (true) {
                all.add(memory.allocate(1000, "x"));
              }
            })
        .isInstanceOf(OutOfArenaException.class);
    assertThat(all).hasSizeGreaterThan(150);
    all.forEach(memory::free);
    for (int i = 0; i < all.size(); i++) {
      memory.allocate(1000, "y");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void behavesAsAModelOfRanges(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    // Model: one entry per byte of the arena, 0 dead, 1 read-only, 2 writable.
    byte[] model = new byte[1 << 18];
    List<long[]> live = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      switch (random.nextInt(4)) {
        case 0 -> {
          long size = random.nextInt(300);
          try {
            long at = memory.allocate(size, "m");
            for (long i = memory.offset(at); i < memory.offset(at) + size; i++) {
              assertThat(model[(int) i]).as("seed %d step %d", seed, step).isZero();
              model[(int) i] = 2;
            }
            live.add(new long[] {at, size});
          } catch (OutOfArenaException _) {
            live.forEach(a -> memory.free(a[0]));
            live.clear();
            Arrays.fill(model, (byte) 0);
          }
        }
        case 1 -> {
          if (!live.isEmpty()) {
            long[] a = live.remove(random.nextInt(live.size()));
            memory.free(a[0]);
            fill(model, a[0], a[1], 0);
          }
        }
        case 2 -> {
          if (!live.isEmpty()) {
            long[] a = live.get(random.nextInt(live.size()));
            long from = random.nextLong(a[1] / 8 + 1) * 8;
            boolean writable = random.nextBoolean();
            boolean alive = random.nextInt(4) != 0;
            memory.mark(a[0] + from, a[1] - from, alive, writable);
            fill(model, a[0] + from, a[1] - from, alive ? writable ? 2 : 1 : 0);
          }
        }
        default -> {
          long offset = random.nextLong((1 << 18) - 64);
          int size = 1 << random.nextInt(5);
          int least = 2;
          for (int i = 0; i < size; i++) {
            least = Math.min(least, model[(int) offset + i]);
          }
          long at = ArenaMemory.TAG | offset;
          assertThat(memory.isReadable(at, size))
              .as("seed %d step %d read 0x%x+%d", seed, step, offset, size)
              .isEqualTo(least > 0);
          assertThat(memory.isWritable(at, size))
              .as("seed %d step %d write 0x%x+%d", seed, step, offset, size)
              .isEqualTo(least == 2);
        }
      }
    }
  }

  private void fill(byte[] model, long at, long size, int value) {
    int from = (int) memory.offset(at);
    Arrays.fill(model, from, from + (int) size, (byte) value);
  }

  @Test
  void accessorsAreLittleEndianAndUnaligned() {
    long a = memory.allocate(32, "a");
    memory.putLong(a + 1, 0x0102_0304_0506_0708L);
    assertThat(memory.getByte(a + 1)).isEqualTo((byte) 8);
    assertThat(memory.getShort(a + 2)).isEqualTo((short) 0x0607);
    assertThat(memory.getInt(a + 5)).isEqualTo(0x0102_0304);
    memory.copy(a + 1, a + 3, 8);
    assertThat(memory.getLong(a + 3)).isEqualTo(0x0102_0304_0506_0708L);
    memory.putBytes(a, "hello\0x".getBytes(StandardCharsets.US_ASCII));
    assertThat(memory.getString(a, 32)).isEqualTo("hello");
    assertThat(memory.getString(a, 3)).isEqualTo("hel");
  }

  @Test
  void threadsThatMarkOneNewShadowPageLoseNothing() throws InterruptedException {
    int threads = 4;
    for (int round = 0; round < 50; round++) {
      Shadow shadow = new Shadow(17);
      CountDownLatch start = new CountDownLatch(1);
      List<Thread> all = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        long offset = t * 64L;
        all.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        start.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      shadow.mark(offset, 64, true, true);
                    }));
      }
      start.countDown();
      for (Thread t : all) {
        t.join();
      }
      assertThat(shadow.allows(0, threads * 64L, true)).as("round %d", round).isTrue();
    }
  }

  @Test
  void mappedArenaWorksLikeTheHeapOne() {
    ArenaMemory mapped = ArenaMemory.mapped(20);
    long a = mapped.allocate(100, "a");
    mapped.putInt(a + 96, 7);
    assertThat(mapped.getInt(a + 96)).isEqualTo(7);
    assertThatIllegalArgumentException().isThrownBy(() -> ArenaMemory.mapped(16));
    assertThatIllegalArgumentException().isThrownBy(() -> ArenaMemory.heap(27));
  }

  @Test
  void fillsWhatIsAskedForAndNoMore() {
    ArenaMemory memory = ArenaMemory.heap(17);
    long address = memory.allocate(800, "filled");
    for (int size = 0; size <= 600; size++) {
      for (int i = 0; i < 800; i++) {
        memory.putByte(address + i, (byte) 1);
      }
      int from = size % 9;
      memory.fill(address + 64 + from, size, (byte) 0xa5);
      for (int i = 0; i < 800; i++) {
        boolean inside = i >= 64 + from && i < 64 + from + size;
        assertThat(memory.getByte(address + i)).isEqualTo((byte) (inside ? 0xa5 : 1));
      }
    }
  }
}
