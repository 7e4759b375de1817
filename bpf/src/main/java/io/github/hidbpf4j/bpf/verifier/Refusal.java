package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.VerificationException;

/** A refusal of a program, to be turned into a {@link VerificationException}. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** Slot of a refusal of the program as a whole. */
  static final int WHOLE_PROGRAM = -1;

  private final Errno errno;
  private final int slot;
  private final String hint;

  /**
   * Creates a refusal.
   *
   * @param reason the kernel's words
   * @param hint what to do, empty when the reason is enough
   */
  Refusal(Errno errno, int slot, String reason, String hint) {
    super(reason, null, false, false);
    this.errno = errno;
    this.slot = slot;
    this.hint = hint;
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  Errno errno() {
    return errno;
  }

  int slot() {
    return slot;
  }

  String hint() {
    return hint;
  }
}
