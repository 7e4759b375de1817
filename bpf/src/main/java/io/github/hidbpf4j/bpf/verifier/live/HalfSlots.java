package io.github.hidbpf4j.bpf.verifier.live;

import java.util.Arrays;

/**
 * Half slots of one frame's stack at each instruction of a function, as bits: half 0 is next to the
 * frame pointer, 128 reach 512 bytes ({@code spis_t}, {@code struct per_frame_masks}).
 */
final class HalfSlots {
  /** Bytes of a half slot. */
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

  /** It may read any. */
  void readAll(int at) {
    read[2 * at] = -1;
    read[2 * at + 1] = -1;
  }

  /** It always writes halves {@code from} to {@code to}. */
  void write(int at, int from, int to) {
    add(written, at, from, to);
  }

  /** It may read what is live at an instruction of a function that it calls. */
  void readLiveOf(int at, HalfSlots callee, int calleeAt) {
    read[2 * at] |= callee.live[2 * calleeAt];
    read[2 * at + 1] |= callee.live[2 * calleeAt + 1];
  }

  /** Nothing is written for sure. */
  void forgetWrites() {
    Arrays.fill(written, 0);
  }

  /** Another look at the same instructions: what one of them reads, what both of them write. */
  void merge(HalfSlots other) {
    for (int i = 0; i < read.length; i++) {
      read[i] |= other.read[i];
      written[i] &= other.written[i];
    }
  }

  /**
   * What is live before an instruction, from what is live behind it.
   *
   * @param next successors, or -1
   * @return whether that is news
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
