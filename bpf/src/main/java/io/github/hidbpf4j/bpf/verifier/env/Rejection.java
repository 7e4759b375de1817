package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.Errno;

/**
 * The program is refused. Its message is the line that was logged last. Thrown where the kernel
 * returns an error, and caught only by a caller that has a line to add before it goes on, and at
 * the top.
 */
public final class Rejection extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Errno errno;

  /** A refusal; {@link VerifierEnv#reject} makes them. */
  public Rejection(Errno errno, String message) {
    super(message, null, false, false);
    this.errno = errno;
  }

  /** What BPF_PROG_LOAD fails with. */
  public Errno errno() {
    return errno;
  }

  /** The line that was logged last. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
