package io.github.hidbpf4j.bpf.vm;

class CompiledTailCallTest extends TailCallTest {
  @Override
  Engine engine() {
    return Engine.COMPILED;
  }
}
