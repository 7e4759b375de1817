package io.github.hidbpf4j.bpf.verifier.live;

import java.util.Arrays;

/**
 * Half slots of one frame's stack at each instruction of a function, as bits: half 0 is next to the
 * frame pointer, and 128 of them cover 512 bytes ({@code spis_t}, {@code struct per_frame_masks}).
 */
final class HalfSlots {
  /** Size of a half slot in bytes. */
  static final int BYTES = 4;

  private static final int COUNT = 128;

  private final long[] read;
  private final long[] written;
  private final long[] live;

  HalfSlots(int instructions) {
    read = new long[2 * instructions];
    written = new long[2 * instructions];
    live = new long[2 * instructions];
  }

  private static void add(long[] masks, int at, int from, int to) {
    for (int i = from; i <= to && i < COUNT; i++) {
      masks[2 * at + (i >> 6)] |= 1L << i;
    }
  }

  /** An instruction may read halves {@code from} to {@code to}. */
  void read(int at, int from, int to) {
    add(read, at, from, to);
  }

  /** The instruction may read any half. */
  void readAll(int at) {
    read[2 * at] = -1;
    read[2 * at + 1] = -1;
  }

  /** The instruction always writes halves {@code from} to {@code to}. */
  void write(int at, int from, int to) {
    add(written, at, from, to);
  }

  /** The instruction may read what is live at an instruction of its callee. */
  void readLiveOf(int at, HalfSlots callee, int calleeAt) {
    read[2 * at] |= callee.live[2 * calleeAt];
    read[2 * at + 1] |= callee.live[2 * calleeAt + 1];
  }

  /** Forgets all certain writes. */
  void forgetWrites() {
    Arrays.fill(written, 0);
  }

  /**
   * Merges another analysis of the same instructions: the union of reads, the intersection of
   * writes.
   */
  void merge(HalfSlots other) {
    for (int i = 0; i < read.length; i++) {
      read[i] |= other.read[i];
      written[i] &= other.written[i];
    }
  }

  /**
   * Updates what is live before an instruction from what is live after it.
   *
   * @param next successors, or -1
   * @return whether anything changed
   */
  boolean update(int at, int next, int target) {
    boolean changed = false;
    for (int half = 0; half < 2; half++) {
      long after =
          (next < 0 ? 0 : live[2 * next + half]) | (target < 0 ? 0 : live[2 * target + half]);
      long before = after & ~written[2 * at + half] | read[2 * at + half];
      changed |= before != live[2 * at + half];
      live[2 * at + half] = before;
    }
    return changed;
  }

  /** Halves of a slot that are live before an instruction: bits 0 and 1. */
  int live(int at, int slot) {
    int first = 2 * slot;
    return (int) (live[2 * at + (first >> 6)] >>> first) & 0b11;
  }
}
