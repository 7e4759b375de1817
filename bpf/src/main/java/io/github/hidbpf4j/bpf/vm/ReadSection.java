package io.github.hidbpf4j.bpf.vm;

/**
 * A read-side section, as between {@code rcu_read_lock} and {@code rcu_read_unlock} in the kernel:
 * while it is open, nothing that could be found when it started is freed by {@link
 * Machine#afterRuns}. To look up programs in a list that others change, open a section, read the
 * list, run the programs found, then close it. Opened with {@link Machine#enter}.
 *
 * <p>It belongs to one thread and runs one program at a time. If a program causes another one to
 * run, through a helper or kfunc, that one runs in its own section. Opening costs one atomic
 * operation and closing one volatile store, however many programs run in between; nothing is
 * allocated.
 */
public sealed interface ReadSection extends AutoCloseable permits Run {
  /**
   * Runs a program from its first instruction to its exit. A program closed since the section
   * started still runs, as in the kernel.
   *
   * @param r1 its argument, usually the address of a context
   * @return its R0, all 64 bits
   * @throws ExecutionException at a fault
   */
  long run(Executable program, long r1);

  /** Ends the section; actions that waited for this may run now, on this thread. */
  @Override
  void close();
}
