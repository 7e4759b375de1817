package io.github.hidbpf4j.kernel.finding;

/**
 * Takes findings as they occur; the same one may come many times. Called in the middle of what they
 * are about, in real time by several threads at once; must not call back and must not wait.
 */
@FunctionalInterface
public interface FindingSink {
  /** Takes a finding. */
  void report(Finding finding);
}
