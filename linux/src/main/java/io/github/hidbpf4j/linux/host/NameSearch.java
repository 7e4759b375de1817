package io.github.hidbpf4j.linux.host;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Searches megabytes for a text between NULs: a name in a kernel's BTF, where nothing else looks
 * like one. Uses Horspool's algorithm, which skips as many bytes as the text has at a byte that
 * does not occur in it: a command searches once, so most of this runs interpreted.
 */
final class NameSearch {
  private final byte[] text;

  /** By value of the byte at the end of the window: how far the window can be moved. */
  private final int[] steps = new int[256];

  /**
   * Creates a search for a name.
   *
   * @param name without the NULs
   */
  NameSearch(String name) {
    text = ("\0" + name + "\0").getBytes(StandardCharsets.UTF_8);
    Arrays.fill(steps, text.length);
    for (int i = 0; i < text.length - 1; i++) {
      steps[text[i] & 0xff] = text.length - 1 - i;
    }
  }

  /** Whether the first bytes of these, as many as said, contain it. */
  boolean isIn(byte[] bytes, int limit) {
    int length = text.length;
    for (int end = length - 1; end < limit; end += steps[bytes[end] & 0xff]) {
      if (bytes[end] == 0 && Arrays.equals(bytes, end + 1 - length, end + 1, text, 0, length)) {
        return true;
      }
    }
    return false;
  }
}
