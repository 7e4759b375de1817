package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.verifier.env.Vouched;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The registers and stack slots for which a verifier state describes a run. After a comparison that
 * pruned a path it describes those that are read later, and a number only if its value mattered;
 * from there on trust follows the data flow. Dead values must not be read. Null means trust in
 * everything.
 */
final class TrustedState {
  private static final int ALL_REGISTERS = (1 << FrameState.REGISTERS) - 1;

  private final int[] registers = new int[VerifierState.MAX_CALL_FRAMES];
  private final long[] slots = new long[VerifierState.MAX_CALL_FRAMES];
  private final int[] deadRegisters = new int[VerifierState.MAX_CALL_FRAMES];
  private final long[] deadSlots = new long[VerifierState.MAX_CALL_FRAMES];

  private TrustedState() {}

  /**
   * What the comparison with a kept state vouches for; null for everything.
   *
   * @param before the kept state before dead stack slots were removed from it, or that state itself
   */
  static @Nullable TrustedState after(VerifierState kept, VerifierState before, Vouched vouched) {
    TrustedState trust = new TrustedState();
    Arrays.fill(trust.registers, ALL_REGISTERS);
    Arrays.fill(trust.slots, -1);
    for (int f = 0; f <= kept.currentFrame(); f++) {
      FrameState frame = kept.frame(f);
      for (int r = 0; r < FrameState.FRAME_POINTER; r++) {
        trust.setRegister(f, r, vouched.register(f, r));
      }
      for (int s = 0; s < frame.slotCount(); s++) {
        boolean forgotten = frame.slot(s).kinds() == 0 && before.frame(f).slot(s).kinds() != 0;
        trust.setSlot(f, s, forgotten ? Vouched.Part.DEAD : vouched.slot(f, s));
      }
    }
    return trust.isComplete(kept.currentFrame() + 1) ? null : trust;
  }

  private void setRegister(int frame, int register, Vouched.Part part) {
    setRegister(frame, register, part == Vouched.Part.COMPARED);
    if (part == Vouched.Part.DEAD) {
      deadRegisters[frame] |= 1 << register;
    }
  }

  private void setSlot(int frame, int slot, Vouched.Part part) {
    setSlot(frame, slot, part == Vouched.Part.COMPARED);
    if (part == Vouched.Part.DEAD) {
      deadSlots[frame] |= 1L << slot;
    }
  }

  TrustedState copy() {
    TrustedState copy = new TrustedState();
    System.arraycopy(registers, 0, copy.registers, 0, registers.length);
    System.arraycopy(slots, 0, copy.slots, 0, slots.length);
    System.arraycopy(deadRegisters, 0, copy.deadRegisters, 0, registers.length);
    System.arraycopy(deadSlots, 0, copy.deadSlots, 0, slots.length);
    return copy;
  }

  void and(TrustedState other) {
    for (int f = 0; f < registers.length; f++) {
      registers[f] &= other.registers[f];
      slots[f] &= other.slots[f];
      deadRegisters[f] |= other.deadRegisters[f];
      deadSlots[f] |= other.deadSlots[f];
    }
  }

  boolean register(int frame, int register) {
    return (registers[frame] >> register & 1) != 0;
  }

  /** Whether it was assumed to be dead. */
  boolean isDead(int frame, int register) {
    return (deadRegisters[frame] >> register & 1) != 0;
  }

  /** Handles a write to the register. */
  void setRegister(int frame, int register, boolean trusted) {
    int bit = 1 << register;
    registers[frame] = trusted ? registers[frame] | bit : registers[frame] & ~bit;
    deadRegisters[frame] &= ~bit;
  }

  /** Passes a register of another frame to this one. */
  void passRegister(int from, int frame, int register) {
    setRegister(frame, register, register(from, register));
    deadRegisters[frame] |= deadRegisters[from] & 1 << register;
  }

  /** Distrusts the value of a number in a register. */
  void distrustRegister(int frame, int register) {
    registers[frame] &= ~(1 << register);
  }

  boolean slot(int frame, int slot) {
    return (slots[frame] >> slot & 1) != 0;
  }

  /** Whether it was assumed to be dead. */
  boolean isDeadSlot(int frame, int slot) {
    return (deadSlots[frame] >> slot & 1) != 0;
  }

  /** Handles a write to the whole slot. */
  void setSlot(int frame, int slot, boolean trusted) {
    long bit = 1L << slot;
    slots[frame] = trusted ? slots[frame] | bit : slots[frame] & ~bit;
    deadSlots[frame] &= ~bit;
  }

  /** Handles a write to a part of the slot, or distrusts the value of the number in it. */
  void distrustSlot(int frame, int slot) {
    slots[frame] &= ~(1L << slot);
    deadSlots[frame] &= ~(1L << slot);
  }

  /** Whether every slot of a frame is trusted. */
  boolean wholeStack(int frame) {
    return slots[frame] == -1;
  }

  /** Enters a frame, which initially contains only its arguments. */
  void enter(int frame) {
    registers[frame] = ALL_REGISTERS;
    slots[frame] = -1;
    deadRegisters[frame] = 0;
    deadSlots[frame] = 0;
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
        && Arrays.equals(registers, t.registers)
        && Arrays.equals(slots, t.slots)
        && Arrays.equals(deadRegisters, t.deadRegisters)
        && Arrays.equals(deadSlots, t.deadSlots);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(registers) * 31 + Arrays.hashCode(slots);
  }
}
