package io.github.hidbpf4j.bpf.program;

/** The kind of a deferred callback, which determines its context. */
public enum AsyncKind {
  /** Callback of a {@code bpf_timer}, in softirq context. */
  TIMER,
  /** Sleepable callback of a {@code bpf_timer}, in a work item: only in the proposals of 2024. */
  SLEEPABLE_TIMER,
  /** Callback of a {@code bpf_wq}, in a work item. */
  WORK
}
