package io.github.hidbpf4j.linux.libbpf;

import io.github.hidbpf4j.hid.HidException;
import java.util.List;

/**
 * libbpf is not there, too old, or refused something. The message is one line that ends with what
 * to do; what libbpf itself wrote about it is in {@link #messages}.
 */
public final class LibbpfException extends HidException {
  private static final long serialVersionUID = 1L;

  private final int result;
  private final transient List<String> messages;

  LibbpfException(String message, int result, List<String> messages) {
    super(message);
    this.result = result;
    this.messages = List.copyOf(messages);
  }

  /** The error number, negated; 0 where there is none. */
  public int result() {
    return result;
  }

  /** What libbpf wrote, a line each. */
  public List<String> messages() {
    return messages;
  }
}
