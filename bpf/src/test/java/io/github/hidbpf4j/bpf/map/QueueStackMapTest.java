package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueStackMapTest extends MapContractTest {
  @Override
  Specs specs() {
    return Specs.of(MapType.QUEUE, 0, 12, 8);
  }

  @Test
  void keyedOperationsAreInvalid() {
    long value = Keys.at(MEMORY, value(1));
    assertThat(map.lookup(value)).isZero();
    assertThat(map.update(value, value, 0)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.delete(value)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.userDelete(new byte[0])).isEqualTo(Errno.EINVAL.result());
    assertThat(map.userNextKey(null, new byte[0])).isEqualTo(Errno.EINVAL.result());
    assertThat(map.push(value, BpfMap.BPF_NOEXIST)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.push(value, 4)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.userLookupAndDelete(new byte[0], new byte[12], BpfMap.BPF_F_LOCK))
        .isEqualTo(Errno.EINVAL.result());
  }

  @Test
  void emptyReadsZeroTheTarget() {
    long value = Keys.at(MEMORY, value(7));
    assertThat(map.pop(value)).isEqualTo(Errno.ENOENT.result());
    assertThat(MEMORY.getBytes(value, 12)).containsOnly(0);
    assertThat(map.userLookup(new byte[0])).isNull();
  }

  @ParameterizedTest
  @CsvSource({"QUEUE, 1", "QUEUE, 2", "STACK, 1", "STACK, 2"})
  void behavesAsADeque(MapType type, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int valueSize = random.nextInt(1, 20);
    int entries = random.nextInt(1, 12);
    BpfMap m = MapFactory.create(Specs.of(type, 0, valueSize, entries).spec(), environment);
    ArrayDeque<byte[]> model = new ArrayDeque<>();
    long v = MEMORY.allocate(valueSize, "v");
    for (int step = 0; step < 20_000; step++) {
      String where = "seed %d step %d".formatted(seed, step);
      byte[] value = Keys.bytes(random.nextLong(), valueSize);
      int operation = random.nextInt(8);
      if (operation < 4) {
        boolean force = operation == 0;
        MEMORY.putBytes(v, value);
        long result =
            operation == 1
                ? m.userUpdate(new byte[0], value, 0)
                : m.push(v, force ? BpfMap.BPF_EXIST : BpfMap.BPF_ANY);
        if (model.size() == entries && !force) {
          assertThat(result).as(where).isEqualTo(Errno.E2BIG.result());
        } else {
          assertThat(result).as(where).isZero();
          if (model.size() == entries) {
            model.removeFirst();
          }
          model.addLast(value);
        }
      } else {
        boolean remove = operation < 7;
        byte[] expected = type == MapType.QUEUE ? model.peekFirst() : model.peekLast();
        byte[] out = new byte[valueSize];
        long result;
        if (operation == 5) {
          result = m.userLookupAndDelete(new byte[0], out, 0);
        } else {
          result = remove ? m.pop(v) : m.peek(v);
          MEMORY.getBytes(v, out, 0, valueSize);
        }
        if (expected == null) {
          assertThat(result).as(where).isEqualTo(Errno.ENOENT.result());
        } else {
          assertThat(result).as(where).isZero();
          assertThat(out).as(where).isEqualTo(expected);
          if (remove && type == MapType.QUEUE) {
            model.removeFirst();
          } else if (remove) {
            model.removeLast();
          }
        }
      }
    }
    m.free();
    MEMORY.free(v);
  }
}
