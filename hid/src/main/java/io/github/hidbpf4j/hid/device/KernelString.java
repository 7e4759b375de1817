package io.github.hidbpf4j.hid.device;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A string in a field of a fixed number of bytes, NUL-terminated; the last byte stays NUL. */
final class KernelString {
  private final byte[] bytes;

  KernelString(int size, String value) {
    bytes = new byte[size];
    set(value.getBytes(StandardCharsets.UTF_8));
  }

  synchronized void set(byte[] value) {
    Arrays.fill(bytes, (byte) 0);
    System.arraycopy(value, 0, bytes, 0, Math.min(value.length, bytes.length - 1));
  }

  synchronized byte[] field() {
    return bytes.clone();
  }

  /** Number of bytes before the first NUL. */
  private int length() {
    int length = 0;
    while (bytes[length] != 0) {
      length++;
    }
    return length;
  }

  /** Copies the string with its NUL, as far as it fits; returns the number of bytes copied. */
  synchronized int copyTo(byte[] buffer) {
    int count = Math.min(buffer.length, length() + 1);
    System.arraycopy(bytes, 0, buffer, 0, count);
    return count;
  }

  @Override
  public synchronized String toString() {
    return new String(bytes, 0, length(), StandardCharsets.UTF_8);
  }
}
