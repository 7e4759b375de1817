package io.github.hidbpf4j.live.daemon;

/**
 * Thrown when the daemon cannot be reached or does not do what was asked; the message is one line
 * that says what to do.
 */
public final class ControlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message for the user. */
  public ControlException(String message) {
    super(message);
  }
}
