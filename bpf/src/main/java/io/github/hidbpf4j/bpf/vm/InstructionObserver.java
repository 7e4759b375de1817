package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.program.VerifiedProgram;

/** Sees every instruction before the interpreter runs it. */
@FunctionalInterface
public interface InstructionObserver {
  /**
   * Called before an instruction.
   *
   * @param program its program
   * @param slot its slot
   * @param frame call depth, 0 for the main program
   * @param registers R0 to R10 as they are now; must not be kept or modified
   */
  void before(VerifiedProgram program, int slot, int frame, long[] registers);
}
