package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;

class CompilerIsaTest extends IsaConformance {
  @Override
  Machine newMachine(ArenaMemory memory) {
    return Machine.builder(memory, new CountingScheduler()).engine(Engine.COMPILED).build();
  }
}
