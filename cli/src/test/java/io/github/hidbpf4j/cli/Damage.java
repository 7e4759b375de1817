package io.github.hidbpf4j.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages files: truncates and splices them, flips bits, makes numbers huge. */
final class Damage {
  private static final String[] NUMBERS = {
    "4294967295", "99999999999999999999", "12288", "4097", "-1", "0", "65536"
  };

  private Damage() {}

  /** A damaged copy. */
  static byte[] of(byte[] original, SplittableRandom random) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      bytes = change(bytes, random);
    }
    return bytes;
  }

  /** A copy of the same length with damage only in a range of bytes. */
  static byte[] within(byte[] original, int from, int length, SplittableRandom random) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      overwrite(bytes, from + random.nextInt(length), random);
    }
    return bytes;
  }

  private static byte[] change(byte[] bytes, SplittableRandom random) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(12)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> {
        int length = 1 + random.nextInt(Math.min(256, bytes.length));
        int from = random.nextInt(bytes.length - length + 1);
        yield splice(bytes, at, 0, Arrays.copyOfRange(bytes, from, from + length));
      }
      case 2 -> splice(bytes, at, random.nextInt(Math.min(17, bytes.length - at + 1)), new byte[0]);
      case 3 -> number(bytes, at, random);
      default -> {
        overwrite(bytes, at, random);
        yield bytes;
      }
    };
  }

  private static void overwrite(byte[] bytes, int at, SplittableRandom random) {
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int word = Math.max(0, Math.min(at & ~3, bytes.length - 8));
    boolean wide = bytes.length >= 8;
    switch (random.nextInt(wide ? 7 : 2)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> b.putInt(word, random.nextInt(64));
      case 3 -> b.putInt(word, random.nextInt());
      case 4 -> b.putInt(word, -1 << random.nextInt(32));
      case 5 -> b.putInt(word, 1 << random.nextInt(32));
      default -> b.putLong(word, random.nextBoolean() ? 1L << 32 : Long.MAX_VALUE);
    }
  }

  /** Replaces the digits at or after a position in a text by another number. */
  private static byte[] number(byte[] bytes, int at, SplittableRandom random) {
    int from = at;
    while (from < bytes.length && !Character.isDigit(bytes[from])) {
      from++;
    }
    int to = from;
    while (to < bytes.length && Character.isDigit(bytes[to])) {
      to++;
    }
    byte[] number = NUMBERS[random.nextInt(NUMBERS.length)].getBytes(StandardCharsets.US_ASCII);
    return splice(bytes, from, to - from, number);
  }

  private static byte[] splice(byte[] bytes, int at, int removed, byte[] added) {
    byte[] result = new byte[bytes.length - removed + added.length];
    System.arraycopy(bytes, 0, result, 0, at);
    System.arraycopy(added, 0, result, at, added.length);
    System.arraycopy(bytes, at + removed, result, at + added.length, bytes.length - at - removed);
    return result;
  }
}
