package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.Arrays;

/**
 * Which instructions a path went through, as far as backtracking needs it: jumps, and accesses to
 * the stack ({@code insn_hist} of {@code struct bpf_verifier_env}). One array for the run: paths
 * are explored depth first, so that every state has a range of it.
 */
public final class History {
  /** Flag: a spill or fill; frame in bits 0 to 2, slot in bits 3 to 8. */
  public static final int STACK_ACCESS = 1 << 9;

  /** Flag: the left side of a jump is a stack pointer. */
  public static final int DST_IS_STACK = 1 << 10;

  /** Flag: the right side of a jump is a stack pointer. */
  public static final int SRC_IS_STACK = 1 << 11;

  private int[] slots = new int[256];
  private int[] previous = new int[256];
  private int[] flags = new int[256];
  private long[] linked = new long[256];
  private int current = -1;

  /** Flags of an access to a slot of a frame's stack ({@code insn_stack_access_flags}). */
  public static int stackAccess(int frame, int slotIndex) {
    return STACK_ACCESS | slotIndex << 3 | frame;
  }

  /** Frame of such flags. */
  public static int frameOf(int flags) {
    return flags & 7;
  }

  /** Stack slot of such flags. */
  public static int stackSlotOf(int flags) {
    return flags >> 3 & 0x3f;
  }

  /** A new instruction begins: it has no entry yet. */
  public void nextInstruction() {
    current = -1;
  }

  /** Records the current instruction, or adds to its entry ({@code push_insn_history}). */
  public void push(VerifierEnv env, VerifierState state, int newFlags, long linkedRegisters) {
    if (current >= 0) {
      flags[current] |= newFlags;
      linked[current] = linkedRegisters;
      return;
    }
    int at = state.extendHistory();
    if (at == slots.length) {
      int more = at * 2;
      slots = Arrays.copyOf(slots, more);
      previous = Arrays.copyOf(previous, more);
      flags = Arrays.copyOf(flags, more);
      linked = Arrays.copyOf(linked, more);
    }
    slots[at] = env.slot();
    previous[at] = env.previousSlot();
    flags[at] = newFlags;
    linked[at] = linkedRegisters;
    current = at;
  }

  /** Index of the entry for this instruction at the end of a range, or -1. */
  int entryFor(int start, int end, int slot) {
    return end > start && slots[end - 1] == slot ? end - 1 : -1;
  }

  int slot(int entry) {
    return slots[entry];
  }

  int previous(int entry) {
    return previous[entry];
  }

  int flags(int entry) {
    return entry < 0 ? 0 : flags[entry];
  }

  long linked(int entry) {
    return entry < 0 ? 0 : linked[entry];
  }
}
