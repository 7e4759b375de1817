package io.github.hidbpf4j.live.kernel;

/**
 * Thrown when a fix cannot be attached in the kernel; the message says why and what to do. Nothing
 * of the fix is left there.
 */
public final class KernelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message for the user, one line. */
  public KernelException(String message) {
    super(message);
  }
}
