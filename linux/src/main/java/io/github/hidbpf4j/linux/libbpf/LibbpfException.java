package io.github.hidbpf4j.linux.libbpf;

import io.github.hidbpf4j.hid.HidException;
import java.util.List;

/**
 * Thrown when libbpf is missing, too old, or rejected something. The message is one line that ends
 * with what to do; libbpf's own messages are in {@link #messages}.
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

  /** The negated error number; 0 if there is none. */
  public int result() {
    return result;
  }

  /** Messages of libbpf, one per line. */
  public List<String> messages() {
    return messages;
  }
}
