package io.github.hidbpf4j.bpf.verifier.operand;

import io.github.hidbpf4j.bpf.verifier.env.AccessType;

/**
 * A memory access of an instruction, or of a call treated like one.
 *
 * @param slot the instruction
 * @param register the pointer
 * @param off offset in the instruction, bytes
 * @param size 1, 2, 4 or 8 bytes
 * @param access read or write
 * @param value register that is stored or loaded into; {@link #NO_VALUE} for none
 * @param aligned whether it must be aligned, regardless of the rest of the program
 * @param signExtends whether a load extends the sign
 */
public record MemoryOperand(
    int slot,
    int register,
    int off,
    int size,
    AccessType access,
    int value,
    boolean aligned,
    boolean signExtends) {
  /** No register is stored or loaded into. */
  public static final int NO_VALUE = -1;

  /** A load into a register. */
  public static MemoryOperand load(
      int slot, int register, int off, int size, int value, boolean signExtends) {
    return new MemoryOperand(slot, register, off, size, AccessType.READ, value, false, signExtends);
  }

  /** A store of a register, or of something else: {@link #NO_VALUE}. */
  public static MemoryOperand store(int slot, int register, int off, int size, int value) {
    return new MemoryOperand(slot, register, off, size, AccessType.WRITE, value, false, false);
  }

  /** Half of an atomic operation, which must be aligned. */
  public static MemoryOperand atomic(
      int slot, int register, int off, int size, AccessType access, int value) {
    return new MemoryOperand(slot, register, off, size, access, value, true, false);
  }

  boolean isWrite() {
    return access == AccessType.WRITE;
  }

  /** Whether a register is loaded into. */
  boolean fillsRegister() {
    return access == AccessType.READ && value >= 0;
  }
}
