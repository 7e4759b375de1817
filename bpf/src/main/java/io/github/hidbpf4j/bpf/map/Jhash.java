package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;

/**
 * Bob Jenkins' lookup3 hash over arena memory, as used by hash maps of Linux 6.12
 * (include/linux/jhash.h); hashing by words and by bytes gives the same result on little-endian
 * machines.
 */
final class Jhash {
  private static final int INITIAL = 0xdead_beef;

  private Jhash() {}

  /** Hash of {@code length} bytes at an address. */
  static int hash(ArenaMemory memory, long key, int length, int seed) {
    int a = INITIAL + length + seed;
    int b = a;
    int c = a;
    while (length > 12) {
      a += memory.getInt(key);
      b += memory.getInt(key + 4);
      c += memory.getInt(key + 8);
      a = (a - c) ^ Integer.rotateLeft(c, 4);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 6);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 8);
      b += a;
      a = (a - c) ^ Integer.rotateLeft(c, 16);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 19);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 4);
      b += a;
      length -= 12;
      key += 12;
    }
    if (length == 0) {
      return c;
    }
    a += tail(memory, key, length);
    b += tail(memory, key + 4, length - 4);
    c += tail(memory, key + 8, length - 8);
    c = (c ^ b) - Integer.rotateLeft(b, 14);
    a = (a ^ c) - Integer.rotateLeft(c, 11);
    b = (b ^ a) - Integer.rotateLeft(a, 25);
    c = (c ^ b) - Integer.rotateLeft(b, 16);
    a = (a ^ c) - Integer.rotateLeft(c, 4);
    b = (b ^ a) - Integer.rotateLeft(a, 14);
    return (c ^ b) - Integer.rotateLeft(b, 24);
  }

  /** Up to four bytes, little-endian, missing ones 0. */
  private static int tail(ArenaMemory memory, long at, int left) {
    if (left >= 4) {
      return memory.getInt(at);
    }
    int word = 0;
    for (int i = 0; i < left; i++) {
      word |= (memory.getByte(at + i) & 0xff) << (8 * i);
    }
    return word;
  }
}
