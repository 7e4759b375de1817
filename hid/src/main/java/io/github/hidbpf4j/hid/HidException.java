package io.github.hidbpf4j.hid;

/**
 * Root of what this module throws for bad input: malformed descriptors, recordings, device models.
 * The message is one line: file or subject, offset or line, what was found, what was expected.
 */
public class HidException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error with this one-line message. */
  public HidException(String message) {
    super(message);
  }

  /** An error with this one-line message and what led to it. */
  public HidException(String message, Throwable cause) {
    super(message, cause);
  }
}
