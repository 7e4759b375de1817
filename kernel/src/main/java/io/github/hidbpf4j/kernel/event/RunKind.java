package io.github.hidbpf4j.kernel.event;

/** What triggers a program. */
public enum RunKind {
  /** A HID hook. */
  HOOK,
  /** {@code BPF_PROG_TEST_RUN} of a syscall program. */
  SYSCALL,
  /** The callback of a {@code bpf_timer}. */
  TIMER,
  /** The callback of a {@code bpf_wq} or of a sleepable timer, or other delayed work. */
  WORK;

  /** {@return whether it is the callback of something that a program started} */
  public boolean isCallback() {
    return this == TIMER || this == WORK;
  }
}
