package io.github.hidbpf4j.guest;

import org.jspecify.annotations.Nullable;

/**
 * A kernel image, a runtime or a guest that cannot be used. The message is one line: file or
 * subject, what was found, what was expected, what to do.
 */
public final class GuestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An error with this one-line message.
   *
   * @param message one line, without a line break
   */
  public GuestException(String message) {
    super(message);
  }

  /**
   * An error with this one-line message and what led to it.
   *
   * @param message one line, without a line break
   * @param cause the exception that led to this one, or null
   */
  public GuestException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
