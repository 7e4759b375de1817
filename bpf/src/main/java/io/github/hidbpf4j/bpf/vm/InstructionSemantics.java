package io.github.hidbpf4j.bpf.vm;

/**
 * The semantics of arithmetic, byte swap and conditional jump instructions, one method per
 * operation and width: the only definition, called by interpreter and compiled code alike. Operands
 * and results are whole 64-bit registers. Register and immediate operands are treated alike: an
 * immediate is sign-extended to 64 bits first. The 32-bit forms read the low halves and clear the
 * upper half of the result.
 *
 * <p>Rules: RFC 9669 section 4, conformance groups base32, base64, divmul32 and divmul64 (BPF ISA
 * v4). Loads, stores and atomics are in {@link MemorySemantics}.
 */
public final class InstructionSemantics {
  private static final long LOW_32 = 0xffff_ffffL;

  private InstructionSemantics() {}

  /** BPF_ADD, 64 bits, wrapping (RFC 9669 section 4.1). */
  public static long add64(long dst, long src) {
    return dst + src;
  }

  /** BPF_SUB, 64 bits, wrapping (RFC 9669 section 4.1). */
  public static long sub64(long dst, long src) {
    return dst - src;
  }

  /** BPF_MUL, 64 bits, wrapping (RFC 9669 section 4.1). */
  public static long mul64(long dst, long src) {
    return dst * src;
  }

  /** BPF_DIV, 64 bits, unsigned; division by zero gives 0 (RFC 9669 section 4.1). */
  public static long div64(long dst, long src) {
    return src == 0 ? 0 : Long.divideUnsigned(dst, src);
  }

  /**
   * BPF_SDIV, 64 bits, signed, truncating; by zero gives 0, the least value by -1 itself (RFC 9669
   * section 4.1).
   */
  public static long sdiv64(long dst, long src) {
    return src == 0 ? 0 : dst / src;
  }

  /** BPF_MOD, 64 bits, unsigned; by zero leaves {@code dst} (RFC 9669 section 4.1). */
  public static long mod64(long dst, long src) {
    return src == 0 ? dst : Long.remainderUnsigned(dst, src);
  }

  /**
   * BPF_SMOD, 64 bits: the remainder has the sign of {@code dst}; by zero leaves {@code dst}, by -1
   * gives 0 (RFC 9669 section 4.1).
   */
  public static long smod64(long dst, long src) {
    return src == 0 ? dst : dst % src;
  }

  /** BPF_OR, 64 bits (RFC 9669 section 4.1). */
  public static long or64(long dst, long src) {
    return dst | src;
  }

  /** BPF_AND, 64 bits (RFC 9669 section 4.1). */
  public static long and64(long dst, long src) {
    return dst & src;
  }

  /** BPF_XOR, 64 bits (RFC 9669 section 4.1). */
  public static long xor64(long dst, long src) {
    return dst ^ src;
  }

  /** BPF_LSH, 64 bits; the low 6 bits of {@code src} count (RFC 9669 section 4.1). */
  public static long lsh64(long dst, long src) {
    return dst << src;
  }

  /**
   * BPF_RSH, 64 bits, zeros shifted in; the low 6 bits of {@code src} count (RFC 9669 section 4.1).
   */
  public static long rsh64(long dst, long src) {
    return dst >>> src;
  }

  /**
   * BPF_ARSH, 64 bits, sign shifted in; the low 6 bits of {@code src} count (RFC 9669 section 4.1).
   */
  public static long arsh64(long dst, long src) {
    return dst >> src;
  }

  /** BPF_NEG, 64 bits, wrapping (RFC 9669 section 4.1). */
  public static long neg64(long dst) {
    return -dst;
  }

  /** BPF_MOV, 64 bits (RFC 9669 section 4.1). */
  public static long mov64(long src) {
    return src;
  }

  /** BPF_MOVSX of 8 bits to 64: {@code offset} 8 (RFC 9669 section 4.1). */
  public static long movsx8To64(long src) {
    return (byte) src;
  }

  /** BPF_MOVSX of 16 bits to 64: {@code offset} 16 (RFC 9669 section 4.1). */
  public static long movsx16To64(long src) {
    return (short) src;
  }

  /** BPF_MOVSX of 32 bits to 64: {@code offset} 32 (RFC 9669 section 4.1). */
  public static long movsx32To64(long src) {
    return (int) src;
  }

  /** BPF_ADD, 32 bits (RFC 9669 section 4.1). */
  public static long add32(long dst, long src) {
    return (dst + src) & LOW_32;
  }

  /** BPF_SUB, 32 bits (RFC 9669 section 4.1). */
  public static long sub32(long dst, long src) {
    return (dst - src) & LOW_32;
  }

  /** BPF_MUL, 32 bits (RFC 9669 section 4.1). */
  public static long mul32(long dst, long src) {
    return (dst * src) & LOW_32;
  }

  /** BPF_DIV, 32 bits, unsigned; by zero gives 0 (RFC 9669 section 4.1). */
  public static long div32(long dst, long src) {
    return (int) src == 0 ? 0 : Integer.divideUnsigned((int) dst, (int) src) & LOW_32;
  }

  /**
   * BPF_SDIV, 32 bits, signed; by zero gives 0, the least value by -1 itself (RFC 9669 section
   * 4.1).
   */
  public static long sdiv32(long dst, long src) {
    return (int) src == 0 ? 0 : (int) dst / (int) src & LOW_32;
  }

  /**
   * BPF_MOD, 32 bits, unsigned; by zero leaves the low half of {@code dst} and clears the upper
   * (RFC 9669 section 4.1).
   */
  public static long mod32(long dst, long src) {
    return (int) src == 0 ? dst & LOW_32 : Integer.remainderUnsigned((int) dst, (int) src) & LOW_32;
  }

  /**
   * BPF_SMOD, 32 bits, sign of {@code dst}; by zero leaves the low half of {@code dst} and clears
   * the upper (RFC 9669 section 4.1).
   */
  public static long smod32(long dst, long src) {
    return (int) src == 0 ? dst & LOW_32 : (int) dst % (int) src & LOW_32;
  }

  /** BPF_OR, 32 bits (RFC 9669 section 4.1). */
  public static long or32(long dst, long src) {
    return (dst | src) & LOW_32;
  }

  /** BPF_AND, 32 bits (RFC 9669 section 4.1). */
  public static long and32(long dst, long src) {
    return dst & src & LOW_32;
  }

  /** BPF_XOR, 32 bits (RFC 9669 section 4.1). */
  public static long xor32(long dst, long src) {
    return (dst ^ src) & LOW_32;
  }

  /** BPF_LSH, 32 bits; the low 5 bits of {@code src} count (RFC 9669 section 4.1). */
  public static long lsh32(long dst, long src) {
    return ((int) dst << (int) src) & LOW_32;
  }

  /**
   * BPF_RSH, 32 bits, zeros shifted in; the low 5 bits of {@code src} count (RFC 9669 section 4.1).
   */
  public static long rsh32(long dst, long src) {
    return ((int) dst >>> (int) src) & LOW_32;
  }

  /**
   * BPF_ARSH, 32 bits, sign bit 31 shifted in; the low 5 bits of {@code src} count (RFC 9669
   * section 4.1).
   */
  public static long arsh32(long dst, long src) {
    return ((int) dst >> (int) src) & LOW_32;
  }

  /** BPF_NEG, 32 bits (RFC 9669 section 4.1). */
  public static long neg32(long dst) {
    return -dst & LOW_32;
  }

  /** BPF_MOV, 32 bits (RFC 9669 section 4.1). */
  public static long mov32(long src) {
    return src & LOW_32;
  }

  /** BPF_MOVSX of 8 bits to 32: {@code offset} 8 (RFC 9669 section 4.1). */
  public static long movsx8To32(long src) {
    return (byte) src & LOW_32;
  }

  /** BPF_MOVSX of 16 bits to 32: {@code offset} 16 (RFC 9669 section 4.1). */
  public static long movsx16To32(long src) {
    return (short) src & LOW_32;
  }

  /**
   * BPF_END to little-endian, 16 bits: memory is little-endian, so it only truncates (RFC 9669
   * section 4.2).
   */
  public static long le16(long dst) {
    return dst & 0xffff;
  }

  /**
   * BPF_END to little-endian, 32 bits: memory is little-endian, so it only truncates (RFC 9669
   * section 4.2).
   */
  public static long le32(long dst) {
    return dst & LOW_32;
  }

  /**
   * BPF_END to little-endian, 64 bits: memory is little-endian, so it has no effect (RFC 9669
   * section 4.2).
   */
  public static long le64(long dst) {
    return dst;
  }

  /** BPF_END to big-endian, 16 bits, zero-extended (RFC 9669 section 4.2). */
  public static long be16(long dst) {
    return Short.reverseBytes((short) dst) & 0xffff;
  }

  /** BPF_END to big-endian, 32 bits, zero-extended (RFC 9669 section 4.2). */
  public static long be32(long dst) {
    return Integer.reverseBytes((int) dst) & LOW_32;
  }

  /** BPF_END to big-endian, 64 bits (RFC 9669 section 4.2). */
  public static long be64(long dst) {
    return Long.reverseBytes(dst);
  }

  /** BPF_END of class ALU64: unconditional swap, 16 bits, zero-extended (RFC 9669 section 4.2). */
  public static long bswap16(long dst) {
    return Short.reverseBytes((short) dst) & 0xffff;
  }

  /** BPF_END of class ALU64: unconditional swap, 32 bits, zero-extended (RFC 9669 section 4.2). */
  public static long bswap32(long dst) {
    return Integer.reverseBytes((int) dst) & LOW_32;
  }

  /** BPF_END of class ALU64: unconditional swap, 64 bits (RFC 9669 section 4.2). */
  public static long bswap64(long dst) {
    return Long.reverseBytes(dst);
  }

  /** BPF_JEQ on 64 bits: equal (RFC 9669 section 4.3). */
  public static boolean jeq64(long dst, long src) {
    return dst == src;
  }

  /** BPF_JNE on 64 bits: not equal (RFC 9669 section 4.3). */
  public static boolean jne64(long dst, long src) {
    return dst != src;
  }

  /** BPF_JSET on 64 bits: a common bit (RFC 9669 section 4.3). */
  public static boolean jset64(long dst, long src) {
    return (dst & src) != 0;
  }

  /** BPF_JGT on 64 bits: above, unsigned (RFC 9669 section 4.3). */
  public static boolean jgt64(long dst, long src) {
    return Long.compareUnsigned(dst, src) > 0;
  }

  /** BPF_JGE on 64 bits: above or equal, unsigned (RFC 9669 section 4.3). */
  public static boolean jge64(long dst, long src) {
    return Long.compareUnsigned(dst, src) >= 0;
  }

  /** BPF_JLT on 64 bits: below, unsigned (RFC 9669 section 4.3). */
  public static boolean jlt64(long dst, long src) {
    return Long.compareUnsigned(dst, src) < 0;
  }

  /** BPF_JLE on 64 bits: below or equal, unsigned (RFC 9669 section 4.3). */
  public static boolean jle64(long dst, long src) {
    return Long.compareUnsigned(dst, src) <= 0;
  }

  /** BPF_JSGT on 64 bits: greater, signed (RFC 9669 section 4.3). */
  public static boolean jsgt64(long dst, long src) {
    return dst > src;
  }

  /** BPF_JSGE on 64 bits: greater or equal, signed (RFC 9669 section 4.3). */
  public static boolean jsge64(long dst, long src) {
    return dst >= src;
  }

  /** BPF_JSLT on 64 bits: less, signed (RFC 9669 section 4.3). */
  public static boolean jslt64(long dst, long src) {
    return dst < src;
  }

  /** BPF_JSLE on 64 bits: less or equal, signed (RFC 9669 section 4.3). */
  public static boolean jsle64(long dst, long src) {
    return dst <= src;
  }

  /** BPF_JEQ on 32 bits (class JMP32): equal (RFC 9669 section 4.3). */
  public static boolean jeq32(long dst, long src) {
    return (int) dst == (int) src;
  }

  /** BPF_JNE on 32 bits (class JMP32): not equal (RFC 9669 section 4.3). */
  public static boolean jne32(long dst, long src) {
    return (int) dst != (int) src;
  }

  /** BPF_JSET on 32 bits (class JMP32): a common bit (RFC 9669 section 4.3). */
  public static boolean jset32(long dst, long src) {
    return (int) (dst & src) != 0;
  }

  /** BPF_JGT on 32 bits (class JMP32): above, unsigned (RFC 9669 section 4.3). */
  public static boolean jgt32(long dst, long src) {
    return Integer.compareUnsigned((int) dst, (int) src) > 0;
  }

  /** BPF_JGE on 32 bits (class JMP32): above or equal, unsigned (RFC 9669 section 4.3). */
  public static boolean jge32(long dst, long src) {
    return Integer.compareUnsigned((int) dst, (int) src) >= 0;
  }

  /** BPF_JLT on 32 bits (class JMP32): below, unsigned (RFC 9669 section 4.3). */
  public static boolean jlt32(long dst, long src) {
    return Integer.compareUnsigned((int) dst, (int) src) < 0;
  }

  /** BPF_JLE on 32 bits (class JMP32): below or equal, unsigned (RFC 9669 section 4.3). */
  public static boolean jle32(long dst, long src) {
    return Integer.compareUnsigned((int) dst, (int) src) <= 0;
  }

  /** BPF_JSGT on 32 bits (class JMP32): greater, signed (RFC 9669 section 4.3). */
  public static boolean jsgt32(long dst, long src) {
    return (int) dst > (int) src;
  }

  /** BPF_JSGE on 32 bits (class JMP32): greater or equal, signed (RFC 9669 section 4.3). */
  public static boolean jsge32(long dst, long src) {
    return (int) dst >= (int) src;
  }

  /** BPF_JSLT on 32 bits (class JMP32): less, signed (RFC 9669 section 4.3). */
  public static boolean jslt32(long dst, long src) {
    return (int) dst < (int) src;
  }

  /** BPF_JSLE on 32 bits (class JMP32): less or equal, signed (RFC 9669 section 4.3). */
  public static boolean jsle32(long dst, long src) {
    return (int) dst <= (int) src;
  }
}
