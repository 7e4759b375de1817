package io.github.hidbpf4j.bpf.vm.compiler;

/** Base class of generated classes: one instance per compiled program, without state. */
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
   * Runs a function in the run's current frame, to its exit.
   *
   * @param slot first slot of the function, which must be an entry of the compiled program
   * @return its R0
   */
  public abstract long call(CompiledRun run, int slot, long r1, long r2, long r3, long r4, long r5);
}
