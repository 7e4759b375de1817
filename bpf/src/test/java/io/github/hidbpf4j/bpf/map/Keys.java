package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;

/** Byte arrays and arena bytes of test keys and values. */
final class Keys {
  private Keys() {}

  /** {@code size} bytes, little-endian, of a number; bytes after the eighth repeat it. */
  static byte[] bytes(long number, int size) {
    byte[] b = new byte[size];
    for (int i = 0; i < size; i++) {
      b[i] = (byte) (number >>> (8 * (i & 7)));
    }
    return b;
  }

  /** An arena copy. */
  static long at(ArenaMemory memory, byte[] bytes) {
    long a = memory.allocate(bytes.length, "test bytes");
    memory.putBytes(a, bytes);
    return a;
  }
}
