package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingBufferMapTest extends MapContractTest {
  private RingBufferMap ring = (RingBufferMap) MapFactory.create(specs().spec(), environment);

  @Override
  Specs specs() {
    return Specs.of(MapType.RINGBUF, 0, 0, 4096);
  }

  @Override
  byte @Nullable [] userValue(int i) {
    return null;
  }

  @BeforeEach
  void ring() {
    ring = (RingBufferMap) map;
  }

  private List<byte[]> consumed() {
    List<byte[]> all = new ArrayList<>();
    ring.consume(
        (memory, at, size) -> {
          all.add(memory.getBytes(at, size));
          return 0;
        });
    return all;
  }

  private long data(int size) {
    return Keys.at(MEMORY, Keys.bytes(size, size));
  }

  @Test
  void keyedOperationsAreNotSupported() {
    long unsupported = Errno.ENOTSUPP.result();
    assertThat(ring.userLookup(new byte[0], new byte[0], 0)).isEqualTo(unsupported);
    assertThat(ring.userUpdate(new byte[0], new byte[0], 0)).isEqualTo(unsupported);
    assertThat(ring.userDelete(new byte[0])).isEqualTo(unsupported);
    assertThat(ring.userNextKey(null, new byte[0])).isEqualTo(unsupported);
  }

  @Test
  void recordsBecomeVisibleInOrderWhenSubmitted() {
    long first = ring.reserve(10, 0);
    long second = ring.reserve(4, 0);
    assertThat(second).isEqualTo(first + 16 + 8);
    MEMORY.putBytes(first, Keys.bytes(1, 10));
    MEMORY.putBytes(second, Keys.bytes(2, 4));
    ring.submit(second, 0);
    assertThat(consumed()).isEmpty();
    ring.submit(first, 0);
    assertThat(consumed()).containsExactly(Keys.bytes(1, 10), Keys.bytes(2, 4));
    assertThat(ring.query(RingBufferMap.BPF_RB_CONS_POS)).isEqualTo(24 + 16);
  }

  @Test
  void discardedRecordsAreSkippedButTakeRoom() {
    ring.discard(ring.reserve(100, 0), 0);
    ring.output(data(3), 3, 0);
    assertThat(ring.query(RingBufferMap.BPF_RB_AVAIL_DATA)).isEqualTo(112 + 16);
    assertThat(consumed()).containsExactly(Keys.bytes(3, 3));
  }

  @Test
  void onlyReservedRecordsAreLive() {
    long record = ring.reserve(10, 0);
    assertThat(MEMORY.isWritable(record, 10)).isTrue();
    assertThat(MEMORY.isReadable(record, 11)).isFalse();
    assertThat(MEMORY.isReadable(record - 1, 1)).isFalse();
    ring.submit(record, 0);
    assertThat(MEMORY.isReadable(record, 1)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> ring.submit(record, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> ring.discard(record + 4, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> ring.submit(data(8), 0));
  }

  @Test
  void limitsAreTheKernels() {
    assertThat(ring.reserve(8, 1)).isZero();
    assertThat(ring.reserve(4096 - 8 + 1, 0)).isZero();
    // A record of the ring's size never fits: positions may be at most size - 1 apart.
    assertThat(ring.reserve(4096 - 8, 0)).isZero();
    assertThat(ring.reserve(-1, 0)).isZero();
    assertThat(ring.reserveDynptr(8, 1)).isEqualTo(Errno.EINVAL.result());
    assertThat(ring.reserveDynptr(1 << 24, 0)).isEqualTo(Errno.E2BIG.result());
    assertThat(ring.reserveDynptr(5000, 0)).isEqualTo(Errno.EINVAL.result());
    assertThat(ring.output(data(8), 8, 4)).isEqualTo(Errno.EINVAL.result());
    assertThat(ring.output(data(8), 5000, 0)).isEqualTo(Errno.EAGAIN.result());
    long record = ring.reserve(4096 - 16, 0);
    assertThat(record).isNotZero();
    assertThat(ring.reserve(0, 0)).isZero();
    assertThat(ring.output(data(8), 0, 0)).isEqualTo(Errno.EAGAIN.result());
    ring.discard(record, 0);
    assertThat(consumed()).isEmpty();
    assertThat(ring.reserveDynptr(4, 0)).isNotZero();
  }

  @Test
  void oldReservedRecordHoldsUpSpaceEvenWhenTheConsumerIsDone() {
    long oldest = ring.reserve(8, 0);
    for (int i = 0; i < 254; i++) {
      assertThat(ring.output(data(8), 8, 0)).isZero();
    }
    assertThat(ring.output(data(8), 8, 0)).isEqualTo(Errno.EAGAIN.result());
    ring.submit(oldest, 0);
    assertThat(consumed()).hasSize(255);
    assertThat(ring.output(data(8), 8, 0)).isZero();
  }

  @Test
  void wakesTheConsumerThatCaughtUp() {
    List<String> woken = new ArrayList<>();
    ring.onWakeUp(() -> woken.add("up"));
    ring.output(data(8), 8, 0);
    assertThat(woken).hasSize(1);
    ring.output(data(8), 8, 0);
    assertThat(woken).hasSize(1);
    ring.output(data(8), 8, RingBufferMap.BPF_RB_FORCE_WAKEUP);
    assertThat(woken).hasSize(2);
    consumed();
    ring.output(data(8), 8, RingBufferMap.BPF_RB_NO_WAKEUP);
    assertThat(woken).hasSize(2);
  }

  @Test
  void ringIsFoundByItsRecord() {
    BpfMap other = MapFactory.create(specs().spec(), environment);
    long record = ring.reserve(8, 0);
    assertThat(environment.registry().ringBufferOf(record)).isSameAs(ring);
    assertThat(environment.registry().ringBufferOf(((RingBufferMap) other).reserve(0, 0)))
        .isSameAs(other);
    assertThat(environment.registry().ringBufferOf(map.address())).isNull();
    other.free();
  }

  @Test
  void queryTellsFigures() {
    ring.output(data(8), 8, 0);
    assertThat(ring.query(0)).isEqualTo(16);
    assertThat(ring.query(1)).isEqualTo(4096);
    assertThat(ring.query(2)).isZero();
    assertThat(ring.query(3)).isEqualTo(16);
    assertThat(ring.query(4)).isZero();
    assertThat(ring.query(-1)).isZero();
    assertThat(ring.query(1L << 32)).isZero();
    assertThat(ring.query(Long.MIN_VALUE)).isZero();
  }

  @Test
  void handlerCanStop() {
    ring.output(data(1), 1, 0);
    ring.output(data(2), 2, 0);
    assertThat(ring.consume((_, _, _) -> -5)).isEqualTo(-5);
    assertThat(consumed()).containsExactly(Keys.bytes(2, 2));
  }

  /** Stale bytes of a new record are those of one set of pages mapped twice. */
  @Test
  void recordOverTheEndSeesTheBytesAtTheStart() {
    ring.output(Keys.at(MEMORY, Keys.bytes(0x1111_1111_1111_1111L, 2000)), 2000, 0);
    ring.output(data(2040), 2040, 0);
    consumed();
    long record = ring.reserve(1000, 0);
    // 4056 + 8 is where it begins; the header of the first record is what follows the end.
    assertThat(MEMORY.getInt(record + 32)).isEqualTo(2000);
    assertThat(MEMORY.getLong(record + 40)).isEqualTo(0x1111_1111_1111_1111L);
    MEMORY.fill(record, 1000, (byte) 7);
    ring.submit(record, 0);
    assertThat(consumed().getFirst()).containsOnly(7);
    long next = ring.reserve(8, 0);
    assertThat(next).isEqualTo(record - 4064 + 968 + 8);
    ring.discard(next, 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void behavesAsAModelOfPositions(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    record Entry(long at, long start, long end, byte[] bytes, boolean[] state) {}
    ArrayDeque<Entry> entries = new ArrayDeque<>();
    long producer = 0;
    long consumer = 0;
    for (int step = 0; step < 20_000; step++) {
      String where = "seed %d step %d".formatted(seed, step);
      int operation = random.nextInt(10);
      if (operation < 5) {
        int size = random.nextInt(random.nextInt(8) == 0 ? 4200 : 600);
        long length = (size + 8 + 7) & ~7L;
        long start = producer;
        long pending =
            entries.stream()
                .filter(e -> !e.state[0])
                .mapToLong(Entry::start)
                .findFirst()
                .orElse(start);
        boolean fits =
            length <= 4096
                && producer + length - consumer < 4096
                && producer + length - pending < 4096;
        long at = ring.reserve(size, 0);
        assertThat(at != 0).as(where).isEqualTo(fits);
        if (fits) {
          producer += length;
          byte[] bytes = Keys.bytes(random.nextLong(), size);
          MEMORY.putBytes(at, bytes);
          entries.add(new Entry(at, start, producer, bytes, new boolean[2]));
        }
      } else if (operation < 9) {
        List<Entry> open = entries.stream().filter(e -> !e.state[0]).toList();
        if (!open.isEmpty()) {
          Entry e = open.get(random.nextInt(open.size()));
          e.state[0] = true;
          e.state[1] = random.nextInt(4) == 0;
          if (e.state[1]) {
            ring.discard(e.at, 0);
          } else {
            ring.submit(e.at, 0);
          }
        }
      } else {
        List<byte[]> expected = new ArrayList<>();
        while (!entries.isEmpty() && entries.getFirst().state[0]) {
          Entry e = entries.removeFirst();
          consumer = e.end;
          if (!e.state[1]) {
            expected.add(e.bytes);
          }
        }
        List<byte[]> seen = consumed();
        assertThat(seen).as(where).hasSameSizeAs(expected);
        for (int i = 0; i < seen.size(); i++) {
          assertThat(seen.get(i)).as(where).isEqualTo(expected.get(i));
        }
        assertThat(ring.query(RingBufferMap.BPF_RB_CONS_POS)).as(where).isEqualTo(consumer);
      }
      assertThat(ring.query(RingBufferMap.BPF_RB_PROD_POS)).as(where).isEqualTo(producer);
    }
  }
}
