package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.Errno;

/**
 * Thrown when the program is refused, where the kernel returns an error. The message is the last
 * line logged. Caught only at the top, and by callers that add a line and rethrow.
 */
public final class Rejection extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Errno errno;

  /** Creates a refusal; see {@link VerifierEnv#reject}. */
  public Rejection(Errno errno, String message) {
    super(message, null, false, false);
    this.errno = errno;
  }

  /** The error of BPF_PROG_LOAD. */
  public Errno errno() {
    return errno;
  }

  /** The last line logged. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
