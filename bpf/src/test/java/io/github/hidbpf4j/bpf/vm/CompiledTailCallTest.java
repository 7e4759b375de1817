package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.program.Engine;

class CompiledTailCallTest extends TailCallTest {
  @Override
  Engine engine() {
    return Engine.COMPILED;
  }
}
