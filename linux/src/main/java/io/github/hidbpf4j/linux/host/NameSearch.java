package io.github.hidbpf4j.linux.host;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Looks for a text between NULs in megabytes: a name in a kernel's BTF, where nothing else looks
 * like one. By Horspool's way, which steps over as many bytes as the text has where it looks at one
 * that is not of it: a command looks once, so that most of this is interpreted.
 */
final class NameSearch {
  private final byte[] text;

  /** By byte: how far the end may be moved where it is this one. */
  private final int[] steps = new int[256];

  /**
   * One for a name.
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

  /** Whether it is there. */
  boolean isIn(byte[] bytes) {
    int length = text.length;
    for (int end = length - 1; end < bytes.length; end += steps[bytes[end] & 0xff]) {
      if (bytes[end] == 0 && Arrays.equals(bytes, end + 1 - length, end + 1, text, 0, length)) {
        return true;
      }
    }
    return false;
  }
}
