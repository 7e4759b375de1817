package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.MapType;

/** Stands for a map before there is one. */
final class BpfMapStub extends BpfMap {
  static final BpfMap NONE = new BpfMapStub();

  private BpfMapStub() {
    super(Specs.of(MapType.UNSPEC, 0, 0, 0).spec(), ArenaMemory.heap(17), 0);
  }

  @Override
  public void free() {}
}
