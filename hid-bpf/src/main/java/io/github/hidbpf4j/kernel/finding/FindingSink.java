package io.github.hidbpf4j.kernel.finding;

/** Takes findings as they occur; the same one may come many times. */
@FunctionalInterface
public interface FindingSink {
  /** Takes a finding. */
  void report(Finding finding);
}
