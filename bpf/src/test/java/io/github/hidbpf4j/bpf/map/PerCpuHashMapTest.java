package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PerCpuHashMapTest extends PerCpuMapTest {
  @Override
  Specs specs() {
    return Specs.of(MapType.PERCPU_HASH, 6, 12, 8);
  }

  @Test
  void newElementIsZeroOnOtherCpusAlsoWhenRecycled() {
    map.userUpdate(key(1), Keys.bytes(-1, 48), 0);
    map.userDelete(key(1));
    cpu = 1;
    map.update(Keys.at(MEMORY, key(2)), Keys.at(MEMORY, Keys.bytes(5, 12)), 0);
    byte[] seen = Objects.requireNonNull(map.userLookup(key(2)));
    assertThat(Arrays.copyOf(seen, 12)).containsOnly(0);
    assertThat(seen[16]).isEqualTo((byte) 5);
    assertThat(Arrays.copyOfRange(seen, 32, 44)).containsOnly(0);
  }

  @Test
  void isFullAtItsEntries() {
    for (int i = 0; i < 8; i++) {
      assertThat(map.userUpdate(key(i), value(i), 0)).isZero();
    }
    assertThat(map.userUpdate(key(8), value(8), 0)).isEqualTo(Errno.E2BIG.result());
    assertThat(map.userUpdate(key(1), value(8), BpfMap.BPF_EXIST)).isZero();
    assertThat(map.userUpdate(key(1), value(8), BpfMap.BPF_NOEXIST))
        .isEqualTo(Errno.EEXIST.result());
  }
}
