package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapType;
import org.junit.jupiter.api.Test;

class ArrayOfMapsTest extends MapOfMapsTest {
  @Override
  Specs specs() {
    return Specs.of(MapType.ARRAY_OF_MAPS, 4, 4, 8).withInner(INNER);
  }

  @Test
  void errorsAreThoseOfDescriptorArrays() {
    assertThat(map.userUpdate(key(1), value(0), BpfMap.BPF_EXIST)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.userUpdate(key(8), value(0), 0)).isEqualTo(Errno.E2BIG.result());
    assertThat(map.userDelete(key(8))).isEqualTo(Errno.E2BIG.result());
    assertThat(map.userLookup(key(8), new byte[4], 0)).isEqualTo(Errno.ENOENT.result());
  }
}
