package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/**
 * For which registers and stack slots a state of the verifier speaks of a run. After a comparison
 * that gave a path up it speaks for those that are read later, and for a number only where its
 * value mattered; from there on trust flows as data does. Null stands for trust in everything.
 */
final class TrustedState {
  private static final int ALL_REGISTERS = (1 << FrameState.REGISTERS) - 1;

  private final int[] registers = new int[VerifierState.MAX_CALL_FRAMES];
  private final long[] slots = new long[VerifierState.MAX_CALL_FRAMES];

  private TrustedState() {}

  static TrustedState all() {
    TrustedState trust = new TrustedState();
    java.util.Arrays.fill(trust.registers, ALL_REGISTERS);
    java.util.Arrays.fill(trust.slots, -1);
    return trust;
  }

  /** What the loose comparison with a kept state vouches for. */
  static TrustedState after(VerifierState kept) {
    TrustedState trust = all();
    for (int f = 0; f <= kept.currentFrame(); f++) {
      FrameState frame = kept.frame(f);
      for (int r = 0; r < FrameState.FRAME_POINTER; r++) {
        if (!vouched(frame.register(r))) {
          trust.registers[f] &= ~(1 << r);
        }
      }
      for (int s = 0; s < frame.slotCount(); s++) {
        StackSlot slot = frame.slot(s);
        boolean number = slot.isSpilledScalar();
        boolean read = slot.register.isRead();
        if (!read || number && !slot.register.isPrecise()) {
          trust.slots[f] &= ~(1L << s);
        }
      }
    }
    return trust;
  }

  private static boolean vouched(RegisterState register) {
    return register.isRead() && (!register.isScalar() || register.isPrecise());
  }

  TrustedState copy() {
    TrustedState copy = new TrustedState();
    System.arraycopy(registers, 0, copy.registers, 0, registers.length);
    System.arraycopy(slots, 0, copy.slots, 0, slots.length);
    return copy;
  }

  void and(TrustedState other) {
    for (int f = 0; f < registers.length; f++) {
      registers[f] &= other.registers[f];
      slots[f] &= other.slots[f];
    }
  }

  boolean register(int frame, int register) {
    return (registers[frame] >> register & 1) != 0;
  }

  void setRegister(int frame, int register, boolean trusted) {
    registers[frame] =
        trusted ? registers[frame] | 1 << register : registers[frame] & ~(1 << register);
  }

  boolean slot(int frame, int slot) {
    return (slots[frame] >> slot & 1) != 0;
  }

  void setSlot(int frame, int slot, boolean trusted) {
    slots[frame] = trusted ? slots[frame] | 1L << slot : slots[frame] & ~(1L << slot);
  }

  /** Whether every slot of a frame is trusted. */
  boolean wholeStack(int frame) {
    return slots[frame] == -1;
  }

  /** A frame that is entered has nothing in it but what it is given. */
  void enter(int frame) {
    registers[frame] = ALL_REGISTERS;
    slots[frame] = -1;
  }

  boolean isComplete(int frames) {
    for (int f = 0; f < frames; f++) {
      if (registers[f] != ALL_REGISTERS || slots[f] != -1) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrustedState t
        && java.util.Arrays.equals(registers, t.registers)
        && java.util.Arrays.equals(slots, t.slots);
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(registers) * 31 + java.util.Arrays.hashCode(slots);
  }
}
