package io.github.hidbpf4j.bpf.map;

/** A loaded program as referenced by a prog_array or a pending callback; implemented by engines. */
public interface ProgramHandle {
  /** The program's id, unique in the process: what user space reads from a prog_array. */
  int id();

  /** What decides which prog_arrays it may join. */
  ProgramOwner owner();

  /** Called when it is stored in a prog_array. */
  default void acquire() {}

  /**
   * Takes a reference unless the last one has been dropped.
   *
   * @return whether it was taken
   */
  default boolean tryAcquire() {
    acquire();
    return true;
  }

  /** Called when it is removed from a prog_array. */
  default void release() {}
}
