package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.program.MapType;

class LruPerCpuHashMapTest extends PerCpuMapTest {
  @Override
  Specs specs() {
    return Specs.of(MapType.LRU_PERCPU_HASH, 6, 12, 8);
  }
}
