package io.github.hidbpf4j.live.kernel;

/**
 * A fix that cannot be attached in the kernel; the message says why and what to do. Nothing of it
 * is left there.
 */
public final class KernelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A message for the user, one line. */
  public KernelException(String message) {
    super(message);
  }
}
