package io.github.hidbpf4j.bpf.vm.code;

import org.jspecify.annotations.Nullable;

/** Reads the word of a decoded slot and classifies its operation. */
public final class Word {
  /** Conditions in the numbering order of {@link Op}, from {@link Op#JEQ64_K}. */
  public enum Condition {
    EQ,
    NE,
    SET,
    GT,
    GE,
    LT,
    LE,
    SGT,
    SGE,
    SLT,
    SLE;

    /** The condition that holds when this one does not; null for SET, whose opposite has no op. */
    public @Nullable Condition negated() {
      return switch (this) {
        case EQ -> NE;
        case NE -> EQ;
        case SET -> null;
        case GT -> LE;
        case GE -> LT;
        case LT -> GE;
        case LE -> GT;
        case SGT -> SLE;
        case SGE -> SLT;
        case SLT -> SGE;
        case SLE -> SGT;
      };
    }
  }

  private Word() {}

  /** Its operation. */
  public static int op(int word) {
    return word & 255;
  }

  /** Its destination register. */
  public static int dst(int word) {
    return word >>> 8 & 15;
  }

  /** Its source register. */
  public static int src(int word) {
    return word >>> 12 & 15;
  }

  /** Its signed offset. */
  public static int offset(int word) {
    return word >> 16;
  }

  /** Whether it is a conditional jump on register values. */
  public static boolean isConditional(int op) {
    return op >= Op.JEQ64_K && op <= Op.JSLE32_X;
  }

  /** Whether a conditional jump compares 64 bits. */
  public static boolean isWide(int op) {
    return op <= Op.JSLE64_X;
  }

  /** The condition of a conditional jump. */
  public static Condition condition(int op) {
    return CONDITIONS[(op - Op.JEQ64_K >> 1) % CONDITIONS.length];
  }

  private static final Condition[] CONDITIONS = Condition.values();

  /** Whether a conditional jump compares with the source register. */
  public static boolean comparesRegisters(int op) {
    return (op & 1) != 0;
  }

  /** Whether it is arithmetic with two operands, moves included. */
  public static boolean isBinary(int op) {
    return op >= Op.ADD64_K && op <= Op.MOV32_X;
  }

  /** Whether the second operand of a binary operation is the source register. */
  public static boolean takesRegister(int op) {
    return (op & 1) == 0;
  }

  /** The form with an immediate of a binary operation. */
  public static int withImmediate(int op) {
    return takesRegister(op) ? op - 1 : op;
  }

  /** Whether it loads from memory, faulting if it is not live. */
  public static boolean isLoad(int op) {
    return op >= Op.LDX8 && op <= Op.LDSX32;
  }

  /** Whether it loads from memory, reading 0 if it is not live. */
  public static boolean isProbe(int op) {
    return op >= Op.PROBE8 && op <= Op.PROBESX32;
  }

  /** Whether it is a plain store. */
  public static boolean isStore(int op) {
    return op >= Op.ST8 && op <= Op.STX64;
  }

  /** Whether a store stores its source register. */
  public static boolean storesRegister(int op) {
    return op >= Op.STX8;
  }

  /** Whether it is an atomic read-modify-write operation. */
  public static boolean isAtomic(int op) {
    return op == Op.ATOMIC32 || op == Op.ATOMIC64;
  }

  /** Whether it is a load-acquire. */
  public static boolean isAcquire(int op) {
    return op >= Op.ACQUIRE8 && op <= Op.ACQUIRE64;
  }

  /** Whether it is a store-release of its source register. */
  public static boolean isRelease(int op) {
    return op >= Op.RELEASE8 && op <= Op.RELEASE64;
  }

  /** Logarithm of the number of bytes that a load, probe, store or atomic operation accesses. */
  public static int sizeShift(int op) {
    if (isAcquire(op) || isRelease(op)) {
      return op - Op.ACQUIRE8 & 3;
    }
    return switch (op) {
      case Op.LDX8, Op.LDSX8, Op.PROBE8, Op.PROBESX8, Op.ST8, Op.STX8 -> 0;
      case Op.LDX16, Op.LDSX16, Op.PROBE16, Op.PROBESX16, Op.ST16, Op.STX16 -> 1;
      case Op.LDX32, Op.LDSX32, Op.PROBE32, Op.PROBESX32, Op.ST32, Op.STX32, Op.ATOMIC32 -> 2;
      default -> 3;
    };
  }

  /** Registers that an instruction reads, as a bit mask. */
  public static int uses(int word, long immediate) {
    int op = op(word);
    int dst = 1 << dst(word);
    int src = 1 << src(word);
    if (isBinary(op)) {
      boolean moves = withImmediate(op) == Op.MOV64_K || withImmediate(op) == Op.MOV32_K;
      return (moves ? 0 : dst) | (takesRegister(op) ? src : 0);
    }
    if (isConditional(op)) {
      return dst | (comparesRegisters(op) ? src : 0);
    }
    if (isLoad(op) || isProbe(op) || isAcquire(op)) {
      return src;
    }
    if (isStore(op)) {
      return dst | (storesRegister(op) ? src : 0);
    }
    if (isRelease(op)) {
      return dst | src;
    }
    if (isAtomic(op)) {
      return dst | src | ((int) immediate == Atomic.CMPXCHG ? 1 : 0);
    }
    return switch (op) {
      case Op.MOVSX8_64, Op.MOVSX16_64, Op.MOVSX32_64, Op.MOVSX8_32, Op.MOVSX16_32 -> src;
      case Op.CALL, Op.CALL_FUNCTION -> 0b111110;
      case Op.TAIL_CALL -> 0b1110;
      case Op.EXIT -> 1;
      case Op.LD_PACKET -> 1 << 6 | (offset(word) == 0 ? 0 : src);
      case Op.LD_IMM64, Op.JA, Op.MAY_GOTO, Op.INVALID -> 0;
      default -> dst;
    };
  }

  /** Registers that an instruction sets, as a bit mask. */
  public static int sets(int word, long immediate) {
    int op = op(word);
    int dst = 1 << dst(word);
    if (isBinary(op) || isLoad(op) || isProbe(op) || isAcquire(op)) {
      return dst;
    }
    if (isConditional(op) || isStore(op) || isRelease(op)) {
      return 0;
    }
    if (isAtomic(op)) {
      int operation = (int) immediate;
      return operation == Atomic.CMPXCHG ? 1 : (operation & Atomic.FETCH) != 0 ? 1 << src(word) : 0;
    }
    return switch (op) {
      case Op.CALL, Op.CALL_FUNCTION, Op.LD_PACKET -> 1;
      case Op.TAIL_CALL, Op.EXIT, Op.JA, Op.MAY_GOTO, Op.INVALID -> 0;
      default -> dst;
    };
  }

  /** Number of slots of an instruction. */
  public static int length(int word) {
    return op(word) == Op.LD_IMM64 ? 2 : 1;
  }

  /** Slot that a jump of any kind leads to. */
  public static int target(int slot, int word, long immediate) {
    return isConditional(op(word)) ? slot + 1 + offset(word) : (int) immediate;
  }
}
