package io.github.hidbpf4j.bpf.elf;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table of NUL-terminated UTF-8 strings, addressed by byte offset: ELF string tables and the
 * string section of BTF. Strings are decoded once each; offsets into the middle of long strings
 * cannot make it decode more than a small multiple of the table's own size.
 */
public final class StringTable {
  private final byte[] bytes;
  private final int start;
  private final int length;
  private final int maxLength;
  private final Map<Integer, String> decoded = new HashMap<>();
  private long budget;

  /**
   * Creates a table of {@code length} bytes from {@code start}, which must lie inside {@code
   * bytes}; strings of more than {@code maxLength} bytes are refused.
   */
  public StringTable(byte[] bytes, int start, int length, int maxLength) {
    this.bytes = bytes;
    this.start = start;
    this.length = length;
    this.maxLength = maxLength;
    this.budget = 8L * length + (1 << 16);
  }

  /** Length of the table in bytes. */
  public int length() {
    return length;
  }

  /**
   * The string that starts at this offset; null when the offset is out of range, the string is too
   * long or unterminated, or strings overlap to an implausible degree.
   */
  public @Nullable String at(long offset) {
    if (offset < 0 || offset >= length) {
      return null;
    }
    int from = start + (int) offset;
    if (bytes[from] == 0) {
      return "";
    }
    String known = decoded.get((int) offset);
    if (known != null) {
      return known;
    }
    int end = from;
    while (end < start + length && bytes[end] != 0 && end - from <= maxLength) {
      end++;
    }
    budget -= end - from;
    if (end == start + length || end - from > maxLength || budget < 0) {
      return null;
    }
    String string = new String(bytes, from, end - from, StandardCharsets.UTF_8);
    decoded.put((int) offset, string);
    return string;
  }
}
