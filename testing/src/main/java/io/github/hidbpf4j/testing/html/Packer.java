package io.github.hidbpf4j.testing.html;

import java.util.Arrays;

/**
 * Compresses bytes by references to earlier ones (LZ77). The format is our own, so that the same
 * bytes give the same result on every machine, whatever compressor its Java has, and a page unpacks
 * them quickly with a few lines of script: literals preceded by their number, then a match as
 * length and distance; a match of length 0 is the end. Numbers are as {@link ByteColumn#unsigned}
 * writes them.
 */
final class Packer {
  /** A shorter match is not worth its two numbers. */
  private static final int SHORTEST = 5;

  private static final int HASH_BITS = 15;
  private static final int MOST_TRIES = 12;

  private Packer() {}

  static byte[] pack(byte[] data) {
    ByteColumn out = new ByteColumn();
    int[] heads = new int[1 << HASH_BITS];
    Arrays.fill(heads, -1);
    int[] previous = new int[data.length];
    int literals = 0;
    int at = 0;
    while (at + SHORTEST <= data.length) {
      int best = 0;
      int from = 0;
      int tries = MOST_TRIES;
      for (int c = heads[hash(data, at)]; c >= 0 && tries-- > 0; c = previous[c]) {
        int length = Arrays.mismatch(data, c, data.length, data, at, data.length);
        // Everything up to the end matches.
        length = length < 0 ? data.length - at : length;
        if (length > best) {
          best = length;
          from = c;
        }
      }
      int step = best >= SHORTEST ? best : 1;
      if (best >= SHORTEST) {
        emit(out, data, literals, at);
        out.unsigned(best);
        out.unsigned(at - from);
        literals = at + best;
      }
      for (int end = Math.min(at + step, data.length - SHORTEST + 1); at < end; at++) {
        int hash = hash(data, at);
        previous[at] = heads[hash];
        heads[hash] = at;
      }
      at = Math.max(at, literals);
    }
    emit(out, data, literals, data.length);
    out.unsigned(0);
    return out.toArray();
  }

  private static void emit(ByteColumn out, byte[] data, int from, int to) {
    out.unsigned(to - from);
    out.append(data, from, to - from);
  }

  private static int hash(byte[] data, int at) {
    int word =
        data[at] & 0xff
            | (data[at + 1] & 0xff) << 8
            | (data[at + 2] & 0xff) << 16
            | data[at + 3] << 24;
    return (word + data[at + 4] * 0x3d4d51cb) * 0x9e3779b1 >>> 32 - HASH_BITS;
  }
}
