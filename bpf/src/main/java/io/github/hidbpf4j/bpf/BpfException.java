package io.github.hidbpf4j.bpf;

/**
 * Root of what this module throws for bad input: malformed objects, refused programs, faults at run
 * time. The message is one line for the author of the program: subject kind and quoted name,
 * location, what was found, what was expected.
 */
public class BpfException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error with this one-line message. */
  public BpfException(String message) {
    super(message);
  }

  /** An error with this one-line message and what led to it. */
  public BpfException(String message, Throwable cause) {
    super(message, cause);
  }
}
