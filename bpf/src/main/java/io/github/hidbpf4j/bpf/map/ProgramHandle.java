package io.github.hidbpf4j.bpf.map;

/**
 * A loaded program as a prog_array or a pending callback holds it; engines implement it and know
 * what to run.
 */
public interface ProgramHandle {
  /** The program's id, unique in the process: what user space reads from a prog_array. */
  int id();

  /** What decides which prog_arrays it may join. */
  ProgramOwner owner();

  /** Called when a prog_array takes it up. */
  default void acquire() {}

  /**
   * Takes a reference unless the last one is gone already.
   *
   * @return whether it was taken
   */
  default boolean tryAcquire() {
    acquire();
    return true;
  }

  /** Called when a prog_array drops it. */
  default void release() {}
}
