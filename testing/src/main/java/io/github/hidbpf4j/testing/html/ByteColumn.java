package io.github.hidbpf4j.testing.html;

import java.util.Arrays;

/** A growing column of bytes that stores small numbers in few of them. */
final class ByteColumn {
  private static final long MICRO = 1_000;

  private byte[] bytes = new byte[256];
  private int length;

  int length() {
    return length;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }

  void append(byte[] data, int from, int count) {
    reserve(count);
    System.arraycopy(data, from, bytes, length, count);
    length += count;
  }

  void append(byte[] data) {
    append(data, 0, data.length);
  }

  /** Appends another column, preceded by its length. */
  void append(ByteColumn other) {
    unsigned(other.length);
    append(other.bytes, 0, other.length);
  }

  /**
   * Appends a number as seven bits per byte, the lowest first; the top bit says that more follow.
   */
  void unsigned(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** Appends a number with its sign in the lowest bit. */
  void signed(long value) {
    unsigned(value << 1 ^ value >> 63);
  }

  /**
   * Appends nanoseconds. Most are whole microseconds, which the lowest bit says.
   *
   * @param nanos a difference of times within a century
   */
  void nanos(long nanos) {
    long whole = nanos / MICRO;
    boolean exact = whole * MICRO == nanos;
    long number = exact ? whole : nanos;
    unsigned((number << 1 ^ number >> 63) << 1 | (exact ? 0 : 1));
  }
}
