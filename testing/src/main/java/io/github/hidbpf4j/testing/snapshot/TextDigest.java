package io.github.hidbpf4j.testing.snapshot;

import java.security.MessageDigest;

/**
 * Computes the digest of lines while they pass through a buffer: of their bytes, separated by line
 * feeds, whatever ends them in the file.
 */
final class TextDigest {
  /** Value that no start of a line follows. */
  private static final int NONE = -2;

  private final MessageDigest digest = DigestTranscript.sha256();
  private int lines;

  /**
   * Start of the lines in the buffer, with the line feeds between them, that are not in the digest
   * yet.
   */
  private int from;

  private int to = NONE;

  /**
   * Adds the next line.
   *
   * @param start its start in the buffer
   * @param end its end, without the line ending
   */
  void line(byte[] buffer, int start, int end) {
    lines++;
    if (start == to + 1) {
      to = end;
      return;
    }
    flush(buffer);
    if (lines > 1) {
      digest.update((byte) '\n');
    }
    from = start;
    to = end;
  }

  /** To be called before the buffer's contents change. */
  void flush(byte[] buffer) {
    if (to > from) {
      digest.update(buffer, from, to - from);
    }
    to = NONE;
  }

  /** Number of lines. */
  int lines() {
    return lines;
  }

  /** Ends the digest; returns 16 hex digits. */
  String result() {
    return DigestTranscript.shown(digest.digest());
  }
}
