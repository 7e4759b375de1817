package io.github.hidbpf4j.bpf.vm;

/**
 * What lies between {@code rcu_read_lock} and {@code rcu_read_unlock} in the kernel: as long as it
 * is open, nothing that could be found when it began is freed by {@link Machine#afterRuns}. Whoever
 * looks programs up in a list that others change opens one, then reads the list, then runs what it
 * found, then closes. Open it with {@link Machine#enter}.
 *
 * <p>It belongs to one thread and runs one program at a time. A program that causes another one to
 * run, by a helper or kfunc, has it run in a section of its own. Opening costs one atomic operation
 * and closing one volatile store, however many programs run in between; nothing is allocated.
 */
public sealed interface ReadSection extends AutoCloseable permits Run {
  /**
   * Runs a program from its first instruction to its exit. One that was closed since the section
   * began runs all the same, as in the kernel.
   *
   * @param r1 its argument, usually the address of a context
   * @return its R0, all 64 bits
   * @throws ExecutionException at a fault
   */
  long run(Executable program, long r1);

  /** Ends it; what waited for it to end may happen now, on this thread. */
  @Override
  void close();
}
