package io.github.hidbpf4j.bpf;

/**
 * Base class of the exceptions that this module throws for bad input: malformed objects, refused
 * programs, faults at run time. The message is one line for the author of the program: subject kind
 * and quoted name, location, what was found, what was expected. Names come from files that may be
 * hostile, so control characters are shown as {@code \x0a} and overlong messages are truncated.
 */
public class BpfException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_LENGTH = 4000;

  /**
   * An error without a cause.
   *
   * @param message what is wrong, on one line; control characters are escaped, and anything beyond
   *     4000 characters is truncated
   */
  public BpfException(String message) {
    super(oneLine(message));
  }

  /**
   * An error with a cause.
   *
   * @param message what is wrong, on one line; treated as by {@link #BpfException(String)}
   * @param cause the exception that led to it
   */
  public BpfException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  private static String oneLine(String message) {
    String cut = message.length() > MAX_LENGTH ? message.substring(0, MAX_LENGTH) + "..." : message;
    if (cut.chars().noneMatch(BpfException::control)) {
      return cut;
    }
    StringBuilder out = new StringBuilder();
    cut.chars()
        .forEach(
            c -> {
              if (control(c)) {
                out.append("\\x%02x".formatted(c));
              } else {
                out.append((char) c);
              }
            });
    return out.toString();
  }

  private static boolean control(int c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }
}
