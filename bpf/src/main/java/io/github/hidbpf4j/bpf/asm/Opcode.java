package io.github.hidbpf4j.bpf.asm;

/**
 * The fields of an opcode byte and the values that go with them, under the names of RFC 9669
 * section 3 and 4. A load or store opcode is {@code mode | size | class}, an arithmetic or jump
 * opcode {@code operation | source | class}. Additions of Linux 6.12 ({@code
 * include/uapi/linux/bpf.h}) to the RFC are marked "Linux".
 */
public final class Opcode {
  // Instruction classes: bits 0 to 2.
  /** Class: non-standard loads; 64-bit immediates and legacy packet access. */
  public static final int LD = 0x00;

  /** Class: load into a register. */
  public static final int LDX = 0x01;

  /** Class: store an immediate. */
  public static final int ST = 0x02;

  /** Class: store a register; atomic operations. */
  public static final int STX = 0x03;

  /** Class: 32-bit arithmetic. */
  public static final int ALU = 0x04;

  /** Class: jumps that compare 64 bits, calls, exit. */
  public static final int JMP = 0x05;

  /** Class: jumps that compare 32 bits. */
  public static final int JMP32 = 0x06;

  /** Class: 64-bit arithmetic. */
  public static final int ALU64 = 0x07;

  // Sources of arithmetic and jumps: bit 3.
  /** Source: the immediate. */
  public static final int K = 0x00;

  /** Source: the source register. */
  public static final int X = 0x08;

  /** In place of a source, of {@link #END} in class ALU: to little-endian. */
  public static final int TO_LE = 0x00;

  /** In place of a source, of {@link #END} in class ALU: to big-endian. */
  public static final int TO_BE = 0x08;

  // Sizes of loads and stores: bits 3 and 4.
  /** Size: 4 bytes. */
  public static final int W = 0x00;

  /** Size: 2 bytes. */
  public static final int H = 0x08;

  /** Size: 1 byte. */
  public static final int B = 0x10;

  /** Size: 8 bytes. */
  public static final int DW = 0x18;

  // Modes of loads and stores: bits 5 to 7.
  /** Mode: 64-bit immediate. */
  public static final int IMM = 0x00;

  /** Mode: legacy packet access at a constant offset. */
  public static final int ABS = 0x20;

  /** Mode: legacy packet access at an offset in a register. */
  public static final int IND = 0x40;

  /** Mode: plain load or store. */
  public static final int MEM = 0x60;

  /** Mode: sign-extending load. */
  public static final int MEMSX = 0x80;

  /** Mode: atomic operation; which one is in {@code imm}. */
  public static final int ATOMIC = 0xc0;

  // Arithmetic operations: bits 4 to 7.
  /** {@code dst += src}. */
  public static final int ADD = 0x00;

  /** {@code dst -= src}. */
  public static final int SUB = 0x10;

  /** {@code dst *= src}. */
  public static final int MUL = 0x20;

  /** {@code dst /= src}; 0 when src is 0. Signed where {@code offset} is 1 (SDIV). */
  public static final int DIV = 0x30;

  /** {@code dst |= src}. */
  public static final int OR = 0x40;

  /** {@code dst &= src}. */
  public static final int AND = 0x50;

  /** {@code dst <<= src}, by src modulo the width. */
  public static final int LSH = 0x60;

  /** {@code dst >>= src}, logical. */
  public static final int RSH = 0x70;

  /** {@code dst = -dst}. */
  public static final int NEG = 0x80;

  /** {@code dst %= src}; dst when src is 0. Signed where {@code offset} is 1 (SMOD). */
  public static final int MOD = 0x90;

  /** {@code dst ^= src}. */
  public static final int XOR = 0xa0;

  /** {@code dst = src}; sign-extends where {@code offset} is 8, 16 or 32 (MOVSX). */
  public static final int MOV = 0xb0;

  /** {@code dst >>= src}, arithmetic. */
  public static final int ARSH = 0xc0;

  /** Byte order conversion (ALU) or unconditional swap (ALU64) of {@code imm} bits. */
  public static final int END = 0xd0;

  // Jump operations: bits 4 to 7.
  /** Jump by {@code offset} (JMP) or {@code imm} (JMP32) slots. */
  public static final int JA = 0x00;

  /** Jump if equal. */
  public static final int JEQ = 0x10;

  /** Jump if greater, unsigned. */
  public static final int JGT = 0x20;

  /** Jump if greater or equal, unsigned. */
  public static final int JGE = 0x30;

  /** Jump if any common bit is set. */
  public static final int JSET = 0x40;

  /** Jump if not equal. */
  public static final int JNE = 0x50;

  /** Jump if greater, signed. */
  public static final int JSGT = 0x60;

  /** Jump if greater or equal, signed. */
  public static final int JSGE = 0x70;

  /** Call; {@code src} and {@code imm} say of what. */
  public static final int CALL = 0x80;

  /** Return. */
  public static final int EXIT = 0x90;

  /** Jump if less, unsigned. */
  public static final int JLT = 0xa0;

  /** Jump if less or equal, unsigned. */
  public static final int JLE = 0xb0;

  /** Jump if less, signed. */
  public static final int JSLT = 0xc0;

  /** Jump if less or equal, signed. */
  public static final int JSLE = 0xd0;

  /** Linux: conditional pseudo jump; source 0 is {@code may_goto}. */
  public static final int JCOND = 0xe0;

  // Atomic operations, in imm.
  /** Flag of atomic operations: src gets the old value. */
  public static final int FETCH = 0x01;

  /** Atomic exchange. */
  public static final int XCHG = 0xe0 | FETCH;

  /** Atomic compare with R0 and exchange. */
  public static final int CMPXCHG = 0xf0 | FETCH;

  /** Linux 6.15: load-acquire into dst, from the memory that src points to. */
  public static final int LOAD_ACQ = 0x100;

  /** Linux 6.15: store-release of src to the memory that dst points to. */
  public static final int STORE_REL = 0x110;

  // Kinds of 64-bit immediates, in src.
  /** Immediate kind: a map, by file descriptor; in a linked program by index. */
  public static final int PSEUDO_MAP_FD = 1;

  /** Immediate kind: address in the first value of a map; the offset is in the second slot. */
  public static final int PSEUDO_MAP_VALUE = 2;

  /** Immediate kind: kernel variable or function, by BTF id. */
  public static final int PSEUDO_BTF_ID = 3;

  /** Immediate kind: function of the program, as a slot distance. */
  public static final int PSEUDO_FUNC = 4;

  /** Immediate kind: a map, by index in the loader's array of descriptors. */
  public static final int PSEUDO_MAP_IDX = 5;

  /** Immediate kind: like {@link #PSEUDO_MAP_VALUE}, by index. */
  public static final int PSEUDO_MAP_IDX_VALUE = 6;

  // Kinds of calls, in src.
  /** Call kind: helper with number {@code imm}. */
  public static final int CALL_HELPER = 0;

  /** Call kind: function of the program, {@code imm} slots from the next. */
  public static final int PSEUDO_CALL = 1;

  /** Call kind: kernel function with BTF id {@code imm}. */
  public static final int PSEUDO_KFUNC_CALL = 2;

  // Offsets that select a variant.
  /** Offset that makes DIV and MOD signed. */
  public static final int SIGNED = 1;

  /** Linux: offset of a 64-bit MOV that casts between address spaces {@code imm >> 16} and imm. */
  public static final int ADDR_SPACE_CAST = 1;

  /** The opcode of a 64-bit immediate load, the only instruction of two slots. */
  public static final int LD_IMM64 = LD | DW | IMM;

  private Opcode() {}

  /**
   * Extracts the operation of an arithmetic or jump opcode.
   *
   * @param opcode the opcode byte
   * @return its bits 4 to 7, in place: {@link #ADD}, {@link #JEQ} and the like
   */
  public static int operation(int opcode) {
    return opcode & 0xf0;
  }

  /**
   * Extracts the kind of source operand of an arithmetic or jump opcode.
   *
   * @param opcode the opcode byte
   * @return its bit 3, in place: {@link #K} or {@link #X}
   */
  public static int source(int opcode) {
    return opcode & 0x08;
  }

  /**
   * Extracts the size of a load or store opcode.
   *
   * @param opcode the opcode byte
   * @return its bits 3 and 4, in place: {@link #W}, {@link #H}, {@link #B} or {@link #DW}
   */
  public static int size(int opcode) {
    return opcode & 0x18;
  }

  /**
   * Extracts the mode of a load or store opcode.
   *
   * @param opcode the opcode byte
   * @return its bits 5 to 7, in place: {@link #MEM}, {@link #ATOMIC} and the like
   */
  public static int mode(int opcode) {
    return opcode & 0xe0;
  }

  /**
   * Tells how much a load or store opcode moves.
   *
   * @param opcode the opcode byte
   * @return 1, 2, 4 or 8 bytes
   */
  public static int bytes(int opcode) {
    return switch (size(opcode)) {
      case W -> 4;
      case H -> 2;
      case B -> 1;
      default -> 8;
    };
  }

  /**
   * Tells arithmetic opcodes from others.
   *
   * @param opcode the opcode byte
   * @return whether the class is ALU or ALU64
   */
  public static boolean isArithmetic(int opcode) {
    int cls = opcode & 0x07;
    return cls == ALU || cls == ALU64;
  }

  /**
   * Tells jumps, calls and exit from other opcodes.
   *
   * @param opcode the opcode byte
   * @return whether the class is JMP or JMP32
   */
  public static boolean isJumpClass(int opcode) {
    int cls = opcode & 0x07;
    return cls == JMP || cls == JMP32;
  }

  /**
   * Tells load-acquire and store-release, which may be of any size, from other atomic instructions.
   *
   * @param imm immediate of the instruction
   * @return whether it is {@link #LOAD_ACQ} or {@link #STORE_REL}
   */
  public static boolean isOrderedAccess(int imm) {
    return imm == LOAD_ACQ || imm == STORE_REL;
  }

  /**
   * Tells whether an atomic read-modify-write instruction has a known operation.
   *
   * @param imm its immediate
   * @return whether it is one of the operations of RFC 9669 section 5.3
   */
  public static boolean isAtomicOperation(int imm) {
    return switch (imm) {
      case ADD, OR, AND, XOR, ADD | FETCH, OR | FETCH, AND | FETCH, XOR | FETCH, XCHG, CMPXCHG ->
          true;
      default -> false;
    };
  }
}
