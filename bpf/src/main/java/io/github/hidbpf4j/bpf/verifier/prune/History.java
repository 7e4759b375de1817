package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.KeptHistory;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Records the instructions of a path, as far as backtracking needs them: jumps, and accesses to the
 * stack ({@code insn_hist} of {@code struct bpf_verifier_env}). A single array for the
 * verification: paths are explored depth first, so that every state has a range of it.
 */
public final class History {
  /** Flag: a spill or fill; frame in bits 0 to 3, slot in bits 4 to 9. */
  public static final int STACK_ACCESS = 1 << 12;

  /** Flag: the left side of a jump is a stack pointer. */
  public static final int DST_IS_STACK = 1 << 10;

  /** Flag: the right side of a jump is a stack pointer. */
  public static final int SRC_IS_STACK = 1 << 11;

  private int[] slots = new int[256];
  private int[] previous = new int[256];
  private int[] flags = new int[256];
  private long[] linked = new long[256];
  private int current = -1;
  private @Nullable KeptHistory viewed;
  private int viewedStart;
  private int viewedEnd;

  /** Flags of an access to a slot of a frame's stack ({@code insn_stack_access_flags}). */
  public static int stackAccess(int frame, int slotIndex) {
    return STACK_ACCESS | slotIndex << 4 | frame;
  }

  /** The frame in such flags. */
  public static int frameOf(int flags) {
    return flags & 0xf;
  }

  /** The stack slot in such flags. */
  public static int stackSlotOf(int flags) {
    return flags >> 4 & 0x3f;
  }

  /** Starts a new instruction, which has no entry yet. */
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

  /** Saves the history of a state, so that it survives while other paths are explored. */
  void putAside(VerifierState state) {
    int start = state.historyStart();
    int end = state.historyEnd();
    state.keepHistory(
        new KeptHistory(
            Arrays.copyOfRange(slots, start, end),
            Arrays.copyOfRange(previous, start, end),
            Arrays.copyOfRange(flags, start, end),
            Arrays.copyOfRange(linked, start, end)));
  }

  /** Starts walking back over the history of a state. */
  void goBackOver(VerifierState state) {
    viewed = state.history();
    viewedStart = viewed == null ? state.historyStart() : 0;
    viewedEnd = viewed == null ? state.historyEnd() : viewed.slots().length;
  }

  /** Number of entries left in this walk. */
  int left() {
    return viewedEnd - viewedStart;
  }

  /** Whether the last entry left is of this instruction. */
  boolean endsAt(int slot) {
    return viewedEnd > viewedStart
        && (viewed == null ? slots : viewed.slots())[viewedEnd - 1] == slot;
  }

  /** Removes the last entry; returns the instruction before it. */
  int stepBack() {
    return (viewed == null ? previous : viewed.previous())[--viewedEnd];
  }

  /** Flags of the instruction if the last entry left belongs to it; else 0. */
  int flags(int slot) {
    return endsAt(slot) ? (viewed == null ? flags : viewed.flags())[viewedEnd - 1] : 0;
  }

  /** Registers linked by the instruction if the last entry left belongs to it; else 0. */
  long linked(int slot) {
    return endsAt(slot) ? (viewed == null ? linked : viewed.linked())[viewedEnd - 1] : 0;
  }
}
