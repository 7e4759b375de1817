package io.github.hidbpf4j.bpf.asm;

/**
 * One 8-byte instruction slot as RFC 9669 section 3 lays it out: {@code opcode:8 dst:4 src:4
 * offset:16 imm:32}, little-endian. A 64-bit immediate load takes two slots; the second one has
 * opcode 0 and holds the upper 32 bits in {@code imm}. Programs are indexed by slot, as in the
 * kernel, so that jump offsets and line info need no translation.
 *
 * @param opcode the opcode byte, 0 to 255
 * @param dst destination register, 0 to 15 (only 0 to 10 are valid; the verifier says so)
 * @param src source register, or the pseudo kind of a call or 64-bit load
 * @param offset signed 16-bit offset
 * @param imm signed 32-bit immediate
 */
public record Instruction(int opcode, int dst, int src, short offset, int imm) {
  /** Size of a slot in bytes. */
  public static final int SIZE = 8;

  /**
   * Decodes a slot.
   *
   * @param word its 8 bytes, read little-endian
   * @return the slot; every word is one
   */
  public static Instruction decode(long word) {
    return new Instruction(
        (int) (word & 0xff),
        (int) (word >>> 8 & 0xf),
        (int) (word >>> 12 & 0xf),
        (short) (word >>> 16),
        (int) (word >>> 32));
  }

  /** {@return the slot's 8 bytes as a little-endian word} */
  public long encode() {
    return (opcode & 0xffL)
        | (dst & 0xfL) << 8
        | (src & 0xfL) << 12
        | (offset & 0xffffL) << 16
        | (long) imm << 32;
  }

  /** {@return the instruction class: the low three bits of the opcode} */
  public int instructionClass() {
    return opcode & 0x07;
  }

  /**
   * @return whether it loads what src points to into dst: a plain load or a load-acquire
   */
  public boolean isLoad() {
    return instructionClass() == Opcode.LDX || isAtomicMode() && imm == Opcode.LOAD_ACQ;
  }

  /**
   * @return whether it only stores to what dst points to: a plain store or a store-release
   */
  public boolean isStore() {
    return instructionClass() == Opcode.ST
        || instructionClass() == Opcode.STX && (!isAtomicMode() || imm == Opcode.STORE_REL);
  }

  /**
   * @return whether it is an atomic read-modify-write of what dst points to
   */
  public boolean isReadModifyWrite() {
    return isAtomicMode() && !Opcode.isOrderedAccess(imm);
  }

  /** {@return the register written by a load or atomic operation; -1 for other instructions} */
  public int loadedRegister() {
    if (isLoad()) {
      return dst;
    }
    if (!isReadModifyWrite() || (imm & Opcode.FETCH) == 0) {
      return -1;
    }
    return imm == Opcode.CMPXCHG ? 0 : src;
  }

  private boolean isAtomicMode() {
    return instructionClass() == Opcode.STX && Opcode.mode(opcode) == Opcode.ATOMIC;
  }

  /**
   * Replaces the immediate.
   *
   * @param newImm signed 32-bit immediate
   * @return a copy with that immediate
   */
  public Instruction withImm(int newImm) {
    return new Instruction(opcode, dst, src, offset, newImm);
  }

  /**
   * Replaces the offset.
   *
   * @param newOffset signed offset, whose low 16 bits are used
   * @return a copy with that offset
   */
  public Instruction withOffset(int newOffset) {
    return new Instruction(opcode, dst, src, (short) newOffset, imm);
  }

  /**
   * Replaces the source.
   *
   * @param newSrc source register, or the pseudo kind of a call or 64-bit load
   * @return a copy with that source
   */
  public Instruction withSrc(int newSrc) {
    return new Instruction(opcode, dst, newSrc, offset, imm);
  }
}
