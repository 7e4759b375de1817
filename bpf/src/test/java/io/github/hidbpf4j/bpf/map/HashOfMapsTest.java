package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HashOfMapsTest extends MapOfMapsTest {
  @Override
  Specs specs() {
    return Specs.of(MapType.HASH_OF_MAPS, 6, 4, 8).withInner(INNER);
  }

  @Test
  void flagsAndLimitsAreThoseOfHashes() {
    assertThat(map.userUpdate(key(1), value(0), BpfMap.BPF_EXIST)).isEqualTo(Errno.ENOENT.result());
    for (int i = 0; i < 8; i++) {
      assertThat(map.userUpdate(key(i), value(0), BpfMap.BPF_NOEXIST)).isZero();
    }
    BpfMap held = Objects.requireNonNull(environment.registry().mapById(IdValue.read(value(0))));
    assertThat(held.references()).isEqualTo(9);
    assertThat(map.userUpdate(key(8), value(0), 0)).isEqualTo(Errno.E2BIG.result());
    assertThat(held.references()).isEqualTo(9);
  }
}
