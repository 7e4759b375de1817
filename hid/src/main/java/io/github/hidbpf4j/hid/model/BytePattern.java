package io.github.hidbpf4j.hid.model;

import java.util.List;

/**
 * A pattern of bytes that reports are matched against.
 *
 * @param bytes 0 to 255, or {@link #ANY}
 * @param open whether more bytes may follow
 */
public record BytePattern(List<Integer> bytes, boolean open) {
  /** Stands for any byte; {@code ??} in text. */
  public static final int ANY = -1;

  /** Matches every report. */
  public static final BytePattern EVERYTHING = new BytePattern(List.of(), true);

  /** Copies the list. */
  public BytePattern {
    bytes = List.copyOf(bytes);
  }

  /** Whether a report matches. */
  public boolean matches(byte[] report) {
    if (report.length < bytes.size() || (!open && report.length > bytes.size())) {
      return false;
    }
    for (int i = 0; i < bytes.size(); i++) {
      int wanted = bytes.get(i);
      if (wanted != ANY && wanted != (report[i] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  /** As in a model file: {@code f4 42 ?? ..}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int b : bytes) {
      text.append(text.isEmpty() ? "" : " ").append(b == ANY ? "??" : "%02x".formatted(b));
    }
    if (open && !bytes.isEmpty()) {
      text.append(" ..");
    }
    return text.toString();
  }
}
