package io.github.hidbpf4j.bpf.program;

import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.bpf.vm.Machine;

/** The engine that runs the programs of a {@link Machine}. Results do not depend on it. */
public enum Engine {
  /** Instruction by instruction, every memory access checked against the live allocations. */
  INTERPRETER,

  /**
   * Java bytecode, generated when a program is loaded. Memory accesses are masked instead of
   * checked: they cannot leave the arena. Programs that cannot be compiled are interpreted ({@link
   * Executable#interpretedBecause}).
   */
  COMPILED,

  /**
   * Interpreted at first; programs that run often are compiled on another thread, and later runs
   * and callbacks use the compiled code.
   */
  AUTO
}
