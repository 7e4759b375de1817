package io.github.hidbpf4j.live.daemon;

/** The daemon cannot be reached, or does not do what was asked; one line that says what to do. */
public final class ControlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A message for the user. */
  public ControlException(String message) {
    super(message);
  }
}
