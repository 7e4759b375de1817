package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Buckets of a hash map: chains of element numbers, newest first. Lookups take no lock; changes
 * need the map's. A chain ends with the complement of its bucket's number, so that a search that
 * strayed into another chain, because an element moved concurrently, notices and restarts (the
 * kernel's nulls lists). Links are Java arrays: programs cannot corrupt them.
 */
final class HashTable {
  private final ArenaMemory memory;
  private final ElementPool pool;
  private final int keySize;
  private final int seed;
  private final int mask;
  private final AtomicIntegerArray heads;
  private final AtomicIntegerArray next;
  private final int[] hashes;

  HashTable(
      ArenaMemory memory, ElementPool pool, int keySize, int seed, int buckets, int elements) {
    this.memory = memory;
    this.pool = pool;
    this.keySize = keySize;
    this.seed = seed;
    this.mask = buckets - 1;
    this.heads = new AtomicIntegerArray(buckets);
    for (int i = 0; i < buckets; i++) {
      heads.setPlain(i, ~i);
    }
    this.next = new AtomicIntegerArray(elements);
    this.hashes = new int[elements];
  }

  int hash(long key) {
    return Jhash.hash(memory, key, keySize, seed);
  }

  int buckets() {
    return mask + 1;
  }

  int bucket(int hash) {
    return hash & mask;
  }

  /** The element with the key at an address, or -1. */
  int find(long key, int hash) {
    int bucket = hash & mask;
    while (true) {
      int element = heads.getAcquire(bucket);
      while (element >= 0) {
        if (hashes[element] == hash && sameKey(element, key)) {
          return element;
        }
        element = next.getAcquire(element);
      }
      if (element == ~bucket) {
        return -1;
      }
      Thread.onSpinWait();
    }
  }

  private boolean sameKey(int element, long key) {
    long own = pool.key(element);
    int i = 0;
    for (; i + 8 <= keySize; i += 8) {
      if (memory.getLong(own + i) != memory.getLong(key + i)) {
        return false;
      }
    }
    for (; i < keySize; i++) {
      if (memory.getByte(own + i) != memory.getByte(key + i)) {
        return false;
      }
    }
    return true;
  }

  /** Writes an element's key and hash; it is linked afterwards. */
  void setKey(int element, long key, int hash) {
    memory.copy(key, pool.key(element), keySize);
    hashes[element] = hash;
  }

  /** Inserts an element at the head of its bucket. */
  void link(int element) {
    int bucket = hashes[element] & mask;
    next.setRelease(element, heads.getPlain(bucket));
    heads.setRelease(bucket, element);
  }

  /** Removes an element from its bucket; returns false when it is not in it. */
  boolean unlink(int element) {
    int bucket = hashes[element] & mask;
    int before = -1;
    int at = heads.getPlain(bucket);
    while (at >= 0 && at != element) {
      before = at;
      at = next.getPlain(at);
    }
    if (at < 0) {
      return false;
    }
    int after = next.getPlain(element);
    if (before < 0) {
      heads.setRelease(bucket, after);
    } else {
      next.setRelease(before, after);
    }
    return true;
  }

  /** First element of a bucket, negative for none. */
  int first(int bucket) {
    return heads.getAcquire(bucket);
  }

  /** The element after another in its bucket, negative at the end; also of one just unlinked. */
  int after(int element) {
    return next.getAcquire(element);
  }
}
