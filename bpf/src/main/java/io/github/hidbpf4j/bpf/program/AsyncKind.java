package io.github.hidbpf4j.bpf.program;

/** How a callback is run. */
public enum AsyncKind {
  /** Callback of a {@code bpf_timer}, in softirq context. */
  TIMER,
  /** Sleepable callback of a {@code bpf_timer}, in a work item: proposals of 2024 only. */
  SLEEPABLE_TIMER,
  /** Callback of a {@code bpf_wq}, in a work item. */
  WORK
}
