package io.github.hidbpf4j.bpf.helper;

/**
 * Where {@code bpf_printk} output goes: the run's trace. Called on the thread that runs the
 * program, in real time by several at once.
 */
@FunctionalInterface
public interface TraceSink {
  /** Takes one line of output of the named program, without its newline. */
  void printk(String program, String line);
}
