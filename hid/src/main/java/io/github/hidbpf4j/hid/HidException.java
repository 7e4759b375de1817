package io.github.hidbpf4j.hid;

/**
 * Base class of the exceptions that this module throws for bad input: malformed descriptors,
 * recordings, device models. The message is one line: file or subject, offset or line, what was
 * found, what was expected.
 */
public class HidException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an error with this one-line message.
   *
   * @param message one line, without a line break
   */
  public HidException(String message) {
    super(message);
  }

  /**
   * Creates an error with this one-line message and a cause.
   *
   * @param message one line, without a line break
   * @param cause the exception that led to this one
   */
  public HidException(String message, Throwable cause) {
    super(message, cause);
  }
}
