package io.github.hidbpf4j.kernel.event;

import io.github.hidbpf4j.bpf.async.AsyncKind;

/** What makes a program run. */
public enum RunKind {
  /** A HID hook. */
  HOOK,
  /** {@code BPF_PROG_TEST_RUN} of a syscall program. */
  SYSCALL,
  /** The callback of a {@code bpf_timer}. */
  TIMER,
  /** The callback of a {@code bpf_wq} or of a sleepable timer, or other delayed work. */
  WORK;

  /** Whether it is the callback of something that a program started. */
  public boolean isCallback() {
    return this == TIMER || this == WORK;
  }

  /** What a callback runs as: sleepable ones of timers as work. */
  static RunKind running(AsyncKind kind) {
    return kind == AsyncKind.TIMER ? TIMER : WORK;
  }

  /** What was started. */
  static RunKind started(AsyncKind kind) {
    return kind == AsyncKind.WORK ? WORK : TIMER;
  }
}
