package io.github.hidbpf4j.testing.snapshot;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/**
 * The lines of a file, kept as bytes and decoded one at a time on demand: the digest of a snapshot
 * that nobody edited is enough to compare it. Immutable.
 */
final class TextLines extends AbstractList<String> implements RandomAccess {
  private final byte[] bytes;

  /** Where each line begins; and behind the last one where the next would. */
  private final int[] starts;

  private TextLines(byte[] bytes, int[] starts) {
    this.bytes = bytes;
    this.starts = starts;
  }

  /** Lines that follow each other in a file, as they are found. */
  static final class Builder {
    private final byte[] bytes;
    private int[] starts = new int[16];
    private int count;

    Builder(byte[] bytes) {
      this.bytes = bytes;
    }

    /** The next line; it begins where the last one ended. */
    void add(int start) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
      }
      starts[count++] = start;
    }

    /**
     * All lines.
     *
     * @param next where the line behind the last one begins
     */
    TextLines build(int next) {
      int[] all = Arrays.copyOf(starts, count + 1);
      all[count] = next;
      return new TextLines(bytes, all);
    }
  }

  /** Where a line ends, without what ends it; the last one of a file may end with the file. */
  private int end(int line) {
    int end = starts[line + 1];
    if (end > starts[line] && bytes[end - 1] == '\n') {
      end--;
    }
    return end > starts[line] && bytes[end - 1] == '\r' ? end - 1 : end;
  }

  @Override
  public String get(int line) {
    int start = starts[line];
    return new String(bytes, start, end(line) - start, StandardCharsets.UTF_8);
  }

  @Override
  public int size() {
    return starts.length - 1;
  }

  /** Digests the lines, with a line feed between two of them. */
  void digest(MessageDigest digest) {
    int from = 0;
    for (int line = 0; line < size(); line++) {
      int end = end(line);
      boolean last = line == size() - 1;
      // As long as lines end with a line feed alone, they are digested as one.
      if (last || starts[line + 1] - end != 1) {
        digest.update(bytes, starts[from], end - starts[from]);
        from = line + 1;
        if (!last) {
          digest.update((byte) '\n');
        }
      }
    }
  }
}
