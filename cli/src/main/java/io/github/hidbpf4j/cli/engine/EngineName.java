package io.github.hidbpf4j.cli.engine;

import io.github.hidbpf4j.bpf.program.Engine;

/** Values of the option {@code --engine}. */
public enum EngineName {
  interpreter(Engine.INTERPRETER),
  compiled(Engine.COMPILED),
  auto(Engine.AUTO);

  private final Engine engine;

  EngineName(Engine engine) {
    this.engine = engine;
  }

  /** The engine of this name. */
  public Engine engine() {
    return engine;
  }
}
