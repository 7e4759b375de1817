package io.github.hidbpf4j.bpf.helper;

/**
 * Receives {@code bpf_printk} output: the run's trace. Called on the thread that runs the program,
 * in real time by several threads at once.
 */
@FunctionalInterface
public interface TraceSink {
  /** Takes one line of output of the named program, without its newline. */
  void printk(String program, String line);
}
