package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.KeptHistory;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which instructions a path went through, as far as backtracking needs it: jumps, and accesses to
 * the stack ({@code insn_hist} of {@code struct bpf_verifier_env}). One array for the run: paths
 * are explored depth first, so that every state has a range of it.
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

  /** Frame of such flags. */
  public static int frameOf(int flags) {
    return flags & 0xf;
  }

  /** Stack slot of such flags. */
  public static int stackSlotOf(int flags) {
    return flags >> 4 & 0x3f;
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

  /** Puts the history of a state aside, so that it is kept when other paths go on. */
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

  /** Looks at the history of a state from its end on. */
  void goBackOver(VerifierState state) {
    viewed = state.history();
    viewedStart = viewed == null ? state.historyStart() : 0;
    viewedEnd = viewed == null ? state.historyEnd() : viewed.slots().length;
  }

  /** How many entries are left of the state that is looked at. */
  int left() {
    return viewedEnd - viewedStart;
  }

  /** Whether the last entry left is of this instruction. */
  boolean endsAt(int slot) {
    return viewedEnd > viewedStart
        && (viewed == null ? slots : viewed.slots())[viewedEnd - 1] == slot;
  }

  /** Takes the last entry off: the instruction before it. */
  int stepBack() {
    return (viewed == null ? previous : viewed.previous())[--viewedEnd];
  }

  /** What the instruction did, where the last entry left is of it; else 0. */
  int flags(int slot) {
    return endsAt(slot) ? (viewed == null ? flags : viewed.flags())[viewedEnd - 1] : 0;
  }

  /** Registers that the instruction tied together, where the last entry left is of it; else 0. */
  long linked(int slot) {
    return endsAt(slot) ? (viewed == null ? linked : viewed.linked())[viewedEnd - 1] : 0;
  }
}
