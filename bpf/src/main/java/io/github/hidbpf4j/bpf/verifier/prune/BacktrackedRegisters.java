package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.Arrays;

/**
 * The registers and stack slots whose origin is still searched, for each frame ({@code struct
 * backtrack_state}).
 */
final class BacktrackedRegisters {
  /** R1 to R5. */
  static final int ARGUMENTS = 0b111110;

  private final int[] registers = new int[VerifierState.MAX_CALL_FRAMES];
  private final long[] slots = new long[VerifierState.MAX_CALL_FRAMES];
  private int frame;

  /** Clears everything and starts from a frame. */
  void start(int innermost) {
    Arrays.fill(registers, 0);
    Arrays.fill(slots, 0);
    frame = innermost;
  }

  int frame() {
    return frame;
  }

  boolean isEmpty() {
    for (int i = 0; i <= frame; i++) {
      if (registers[i] != 0 || slots[i] != 0) {
        return false;
      }
    }
    return true;
  }

  void enterFunction() {
    if (frame == registers.length - 1) {
      throw new IllegalStateException("backtracking went beyond the deepest frame");
    }
    frame++;
  }

  void leaveFunction() {
    if (frame == 0) {
      throw new IllegalStateException("backtracking went beyond the first frame");
    }
    frame--;
  }

  /** Passes wanted arguments from the callee to its caller. */
  void passArguments() {
    registers[frame - 1] |= registers[frame] & ARGUMENTS;
    clearArguments();
  }

  void clearArguments() {
    registers[frame] &= ~ARGUMENTS;
  }

  int registers() {
    return registers[frame];
  }

  int registers(int f) {
    return registers[f];
  }

  long slots(int f) {
    return slots[f];
  }

  boolean hasRegister(int r) {
    return hasRegister(frame, r);
  }

  boolean hasRegister(int f, int r) {
    return (registers[f] >> r & 1) != 0;
  }

  void setRegister(int r) {
    setRegister(frame, r);
  }

  void setRegister(int f, int r) {
    registers[f] |= 1 << r;
  }

  void clearRegister(int r) {
    clearRegister(frame, r);
  }

  void clearRegister(int f, int r) {
    registers[f] &= ~(1 << r);
  }

  boolean hasSlot(int f, int s) {
    return (slots[f] >> s & 1) != 0;
  }

  void setSlot(int f, int s) {
    slots[f] |= 1L << s;
  }

  void clearSlot(int f, int s) {
    slots[f] &= ~(1L << s);
  }

  /** {@code r1,r6} ({@code fmt_reg_mask}). */
  String registerText(int f) {
    StringBuilder out = new StringBuilder();
    for (int mask = registers[f]; mask != 0; mask &= mask - 1) {
      out.append(out.isEmpty() ? "r" : ",r").append(Integer.numberOfTrailingZeros(mask));
    }
    return out.toString();
  }

  /** {@code -8,-24} ({@code fmt_stack_mask}). */
  String slotText(int f) {
    StringBuilder out = new StringBuilder();
    for (long mask = slots[f]; mask != 0; mask &= mask - 1) {
      out.append(out.isEmpty() ? "" : ",").append(-(Long.numberOfTrailingZeros(mask) + 1) * 8);
    }
    return out.toString();
  }
}
