package io.github.hidbpf4j.testing.snapshot;

import java.security.MessageDigest;

/**
 * The digest of lines as they pass through a buffer: of their bytes, with a line feed between two
 * of them, whatever ends them in the file.
 */
final class TextDigest {
  /** No line begins behind it. */
  private static final int NONE = -2;

  private final MessageDigest digest = DigestTranscript.sha256();
  private int lines;

  /** Lines in the buffer that are not in the digest yet, with the line feeds between them. */
  private int from;

  private int to = NONE;

  /**
   * The next line.
   *
   * @param start in the buffer
   * @param end without what ends it
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

  /** The buffer's contents will change. */
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

  /** Ends it: 16 hex digits. */
  String result() {
    return DigestTranscript.shown(digest.digest());
  }
}
