package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.Engine;

class CompilerIsaTest extends IsaConformance {
  @Override
  Machine newMachine(ArenaMemory memory) {
    return Machine.builder(memory, new CountingScheduler()).engine(Engine.COMPILED).build();
  }
}
