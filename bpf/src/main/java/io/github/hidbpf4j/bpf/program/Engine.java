package io.github.hidbpf4j.bpf.program;

import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.bpf.vm.Machine;

/** What runs the programs of a {@link Machine}. Results do not depend on it. */
public enum Engine {
  /** Instruction by instruction, every memory access checked against the live allocations. */
  INTERPRETER,

  /**
   * Java bytecode, made when a program is loaded. Memory accesses are not checked but masked: they
   * cannot leave the arena. What cannot be compiled is interpreted ({@link
   * Executable#interpretedBecause}).
   */
  COMPILED,

  /**
   * First runs interpreted; programs that run often are compiled on another thread, and runs and
   * callbacks that start later are compiled ones.
   */
  AUTO
}
