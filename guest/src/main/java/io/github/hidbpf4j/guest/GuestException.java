package io.github.hidbpf4j.guest;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a kernel image, a runtime or a guest cannot be used. The message is one line: file or
 * subject, what was found, what was expected, what to do.
 */
public final class GuestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception with this one-line message.
   *
   * @param message one line, without a line break
   */
  public GuestException(String message) {
    super(message);
  }

  /**
   * Creates an exception with this one-line message and its cause.
   *
   * @param message one line, without a line break
   * @param cause the exception that led to this one, or null
   */
  public GuestException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
