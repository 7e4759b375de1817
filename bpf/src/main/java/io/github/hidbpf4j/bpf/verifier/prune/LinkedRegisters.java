package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/**
 * The registers and spilled registers that share an id with one that a jump narrowed ({@code struct
 * linked_regs}): up to six, packed into a {@code long} for the history.
 */
public final class LinkedRegisters {
  private static final int MAX = 6;
  private static final int ENTRY_BITS = 10;
  private static final int SIZE_BITS = 4;
  private final int[] entries = new int[MAX];
  private int count;

  /** Forgets all. */
  public void clear() {
    count = 0;
  }

  /** How many. */
  public int count() {
    return count;
  }

  int frame(int index) {
    return entries[index] & 7;
  }

  int number(int index) {
    return entries[index] >> 3 & 0x3f;
  }

  boolean isRegister(int index) {
    return (entries[index] >> 9 & 1) != 0;
  }

  /** The register that an entry means. */
  public RegisterState register(VerifierState state, int index) {
    FrameState frame = state.frame(frame(index));
    return isRegister(index) ? frame.register(number(index)) : frame.slot(number(index)).register;
  }

  private void offer(RegisterState register, int id, int frame, int number, boolean isRegister) {
    if (!register.isScalar() || (register.id() & ~RegisterState.ADD_CONST) != id) {
      return;
    }
    if (count < MAX) {
      entries[count++] = frame | number << 3 | (isRegister ? 1 << 9 : 0);
    } else {
      register.unlink();
    }
  }

  /**
   * Adds all registers with this id; those that do not fit lose theirs ({@code
   * collect_linked_regs}).
   */
  public void collect(VerifierState state, int idWithFlag) {
    int id = idWithFlag & ~RegisterState.ADD_CONST;
    for (int f = state.currentFrame(); f >= 0; f--) {
      FrameState frame = state.frame(f);
      for (int r = 0; r < FrameState.FRAME_POINTER; r++) {
        offer(frame.register(r), id, f, r, true);
      }
      for (int s = 0; s < frame.slotCount(); s++) {
        StackSlot slot = frame.slot(s);
        if (slot.isSpilled()) {
          offer(slot.register, id, f, s, false);
        }
      }
    }
  }

  /** Packs for the history. */
  public long pack() {
    long packed = 0;
    for (int i = 0; i < count; i++) {
      packed = packed << ENTRY_BITS | entries[i];
    }
    return packed << SIZE_BITS | count;
  }

  void unpack(long packed) {
    count = (int) (packed & (1 << SIZE_BITS) - 1);
    long rest = packed >>> SIZE_BITS;
    for (int i = 0; i < count; i++) {
      entries[i] = (int) (rest & (1 << ENTRY_BITS) - 1);
      rest >>>= ENTRY_BITS;
    }
  }
}
