package io.github.hidbpf4j.bpf.vm.compiler;

/** What a generated class extends: one instance per compiled program, without state. */
public abstract class CompiledProgram {
  /** For generated classes. */
  protected CompiledProgram() {}

  /**
   * Runs the main function, as {@link #call} does with slot 0.
   *
   * @return its R0
   */
  public abstract long main(CompiledRun run, long r1, long r2, long r3, long r4, long r5);

  /**
   * Runs a function in the frame that the run is in, to its exit.
   *
   * @param slot first slot of the function, one that the program was compiled with as an entry
   * @return its R0
   */
  public abstract long call(CompiledRun run, int slot, long r1, long r2, long r3, long r4, long r5);
}
