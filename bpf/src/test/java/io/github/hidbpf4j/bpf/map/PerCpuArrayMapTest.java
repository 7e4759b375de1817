package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.program.MapType;
import org.junit.jupiter.api.Test;

class PerCpuArrayMapTest extends PerCpuMapTest {
  @Override
  Specs specs() {
    return Specs.of(MapType.PERCPU_ARRAY, 4, 12, 8);
  }

  @Test
  void hasNoDirectValue() {
    BpfMap one = MapFactory.create(Specs.of(MapType.PERCPU_ARRAY, 4, 12, 1).spec(), environment);
    assertThat(one.directValueAddress()).isZero();
    one.free();
  }
}
