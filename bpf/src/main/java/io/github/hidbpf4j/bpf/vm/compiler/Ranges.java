package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.vm.code.Atomic;
import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.code.Word;
import io.github.hidbpf4j.bpf.vm.code.Word.Condition;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the registers at one place: for each the least and the greatest value, unsigned.
 * A register that fits in 32 bits is kept in an int local by generated code.
 */
final class Ranges {
  static final int REGISTERS = 11;
  private static final long WORD = 0xffff_ffffL;
  private static final long ALL = -1L;

  /**
   * Registers that fit in 32 bits but stay in long locals: high halves of longs, which are mostly
   * put together with long operations again (HotSpot then sees a rotation).
   */
  private int kept;

  /** Registers that hold pointers, if what they are derived from are some. */
  private int pointers;

  /** Registers that hold no pointer. */
  private int scalars;

  final long[] min = new long[REGISTERS];
  final long[] max = new long[REGISTERS];

  /** Nothing is known. */
  Ranges() {
    Arrays.fill(max, ALL);
  }

  Ranges copy() {
    Ranges r = new Ranges();
    System.arraycopy(min, 0, r.min, 0, REGISTERS);
    System.arraycopy(max, 0, r.max, 0, REGISTERS);
    r.kept = kept;
    r.pointers = pointers;
    r.scalars = scalars;
    return r;
  }

  /** Whether it is an int: fits in 32 bits and is not better kept as a long. */
  boolean isWord(int register) {
    return fits(max[register], WORD) && (kept >> register & 1) == 0;
  }

  /** Whether it is known to be a pointer into the arena. */
  boolean isPointer(int register) {
    return (pointers >> register & 1) != 0;
  }

  /** Whether it is known to be none. */
  boolean isScalar(int register) {
    return (scalars >> register & 1) != 0 || fits(max[register], WORD);
  }

  /** Makes it a pointer. */
  void pointAt(int register) {
    pointers |= 1 << register;
    scalars &= ~(1 << register);
  }

  /** Whether it is known to be below 2^31. */
  boolean isPositiveInt(int register) {
    return fits(max[register], Integer.MAX_VALUE);
  }

  /** Whether it is known to be below 2^63. */
  boolean isPositive(int register) {
    return max[register] >= 0;
  }

  boolean isConstant(int register) {
    return min[register] == max[register];
  }

  static boolean fits(long value, long limit) {
    return Long.compareUnsigned(value, limit) <= 0;
  }

  private static long least(long a, long b) {
    return fits(a, b) ? a : b;
  }

  private static long greatest(long a, long b) {
    return fits(a, b) ? b : a;
  }

  void set(int register, long low, long high) {
    kept &= ~(1 << register);
    narrow(register, low, high);
  }

  private void narrow(int register, long low, long high) {
    min[register] = low;
    max[register] = high;
  }

  private void unknown(int register) {
    set(register, 0, ALL);
  }

  /** Makes it allow what the other allows; whether that changed it. */
  boolean join(Ranges other, long[] thresholds, boolean widen) {
    boolean changed =
        (other.kept & ~kept) != 0
            || (pointers & ~other.pointers) != 0
            || (scalars & ~other.scalars) != 0;
    kept |= other.kept;
    pointers &= other.pointers;
    scalars &= other.scalars;
    for (int r = 0; r < REGISTERS; r++) {
      if (!fits(min[r], other.min[r])) {
        min[r] = widen ? thresholdBelow(thresholds, other.min[r]) : other.min[r];
        changed = true;
      }
      if (!fits(other.max[r], max[r])) {
        max[r] = widen ? thresholdAbove(thresholds, other.max[r]) : other.max[r];
        changed = true;
      }
    }
    return changed;
  }

  private static long thresholdBelow(long[] thresholds, long value) {
    long found = 0;
    for (long t : thresholds) {
      if (fits(t, value)) {
        found = greatest(found, t);
      }
    }
    return found;
  }

  private static long thresholdAbove(long[] thresholds, long value) {
    long found = ALL;
    for (long t : thresholds) {
      if (fits(value, t)) {
        found = least(found, t);
      }
    }
    return found;
  }

  // ---- instructions

  /** What holds after an instruction that is no jump. */
  void apply(int word, long immediate) {
    int set = Word.sets(word, immediate);
    int newPointers = pointers & ~set;
    int newScalars = scalars & ~set;
    switch (kind(word, immediate)) {
      case POINTER -> newPointers |= set;
      case SCALAR -> newScalars |= set;
      default -> {}
    }
    applyRanges(word, immediate);
    pointers = newPointers;
    scalars = newScalars;
  }

  private enum Kind {
    POINTER,
    SCALAR,
    UNKNOWN
  }

  private Kind kindOf(int register) {
    return isPointer(register) ? Kind.POINTER : isScalar(register) ? Kind.SCALAR : Kind.UNKNOWN;
  }

  /** What an instruction sets its register to. */
  private Kind kind(int word, long immediate) {
    int op = Word.op(word);
    int dst = Word.dst(word);
    int src = Word.src(word);
    return switch (op) {
      case Op.MOV64_X -> kindOf(src);
      case Op.ADD64_K, Op.SUB64_K -> kindOf(dst);
      case Op.ADD64_X -> {
        Kind a = kindOf(dst);
        Kind b = kindOf(src);
        yield a == Kind.POINTER || b == Kind.POINTER ? Kind.POINTER : a == b ? a : Kind.UNKNOWN;
      }
      case Op.SUB64_X -> {
        Kind a = kindOf(dst);
        Kind b = kindOf(src);
        yield b == Kind.SCALAR ? a : a == b && a == Kind.POINTER ? Kind.SCALAR : Kind.UNKNOWN;
      }
      case Op.LD_IMM64 -> immediate >>> 32 == ArenaMemory.TAG >>> 32 ? Kind.POINTER : Kind.SCALAR;
      case Op.LDX64, Op.PROBE64, Op.CALL, Op.CALL_FUNCTION, Op.ATOMIC64 -> Kind.UNKNOWN;
      default -> Kind.SCALAR;
    };
  }

  private void applyRanges(int word, long immediate) {
    int op = Word.op(word);
    int dst = Word.dst(word);
    if (Word.isBinary(op)) {
      binary(op, dst, Word.src(word), immediate);
    } else if (Word.isLoad(op) || Word.isProbe(op)) {
      load(op, dst);
    } else if (Word.isAtomic(op)) {
      int changed = Word.sets(word, immediate);
      if (changed != 0) {
        int operation = (int) immediate;
        int register = operation == Atomic.CMPXCHG ? 0 : Word.src(word);
        set(register, 0, op == Op.ATOMIC32 ? WORD : ALL);
      }
    } else if (Word.isStore(op) || Word.isConditional(op)) {
      return;
    } else {
      unary(op, dst, Word.src(word), immediate);
    }
  }

  private void load(int op, int dst) {
    switch (op) {
      case Op.LDX8, Op.PROBE8 -> set(dst, 0, 0xff);
      case Op.LDX16, Op.PROBE16 -> set(dst, 0, 0xffff);
      case Op.LDX32, Op.PROBE32 -> set(dst, 0, WORD);
      default -> unknown(dst);
    }
  }

  private void unary(int op, int dst, int src, long immediate) {
    switch (op) {
      case Op.LD_IMM64 -> set(dst, immediate, immediate);
      case Op.NEG64 -> unknown(dst);
      case Op.NEG32 -> set(dst, 0, WORD);
      case Op.MOVSX8_64 -> extend(dst, src, 0x7f, ALL);
      case Op.MOVSX16_64 -> extend(dst, src, 0x7fff, ALL);
      case Op.MOVSX32_64 -> extend(dst, src, 0x7fff_ffff, ALL);
      case Op.MOVSX8_32 -> extend(dst, src, 0x7f, WORD);
      case Op.MOVSX16_32 -> extend(dst, src, 0x7fff, WORD);
      case Op.LE16 -> limit(dst, 0xffff);
      case Op.LE32 -> limit(dst, WORD);
      case Op.BE16, Op.BSWAP16 -> set(dst, 0, 0xffff);
      case Op.BE32, Op.BSWAP32 -> set(dst, 0, WORD);
      case Op.BE64, Op.BSWAP64 -> unknown(dst);
      case Op.CALL, Op.CALL_FUNCTION -> unknown(0);
      case Op.LD_PACKET -> set(0, 0, WORD);
      default -> {}
    }
  }

  private void extend(int dst, int src, long unchanged, long otherwise) {
    if (fits(max[src], unchanged)) {
      set(dst, min[src], max[src]);
    } else {
      set(dst, 0, otherwise);
    }
  }

  private void limit(int register, long most) {
    kept &= ~(1 << register);
    if (!fits(max[register], most)) {
      set(register, 0, most);
    }
  }

  private void binary(int op, int dst, int src, long immediate) {
    boolean wide = op < Op.ADD32_K;
    boolean register = Word.takesRegister(op);
    long most = wide ? ALL : WORD;
    long bMin = register ? min[src] : wide ? immediate : immediate & WORD;
    long bMax = register ? max[src] : bMin;
    if (!wide && !fits(bMax, WORD)) {
      bMin = 0;
      bMax = WORD;
    }
    if (!wide) {
      limit(dst, WORD);
    }
    long aMin = min[dst];
    long aMax = max[dst];
    boolean constant = bMin == bMax;
    boolean keeps =
        switch (op) {
          case Op.RSH64_K -> !isWord(dst);
          case Op.MOV64_X -> (kept >> src & 1) != 0;
          default -> false;
        };
    int k = (int) bMin & (wide ? 63 : 31);
    set(dst, 0, most);
    switch (wide ? Word.withImmediate(op) : Word.withImmediate(op) - (Op.ADD32_K - Op.ADD64_K)) {
      case Op.ADD64_K -> {
        if (fits(aMax, most - bMax)) {
          set(dst, aMin + bMin, aMax + bMax);
        } else if (constant && fits(most - bMin + 1, aMin)) {
          // Adding a negative number, without going below 0.
          set(dst, aMin + bMin & most, aMax + bMin & most);
        }
      }
      case Op.SUB64_K -> {
        if (fits(bMax, aMin)) {
          set(dst, aMin - bMax, aMax - bMin);
        }
      }
      case Op.MUL64_K -> {
        if (Math.unsignedMultiplyHigh(aMax, bMax) == 0 && fits(aMax * bMax, most)) {
          set(dst, aMin * bMin, aMax * bMax);
        }
      }
      case Op.DIV64_K -> {
        if (constant && bMin != 0) {
          set(dst, Long.divideUnsigned(aMin, bMin), Long.divideUnsigned(aMax, bMin));
        } else {
          set(dst, 0, aMax);
        }
      }
      case Op.MOD64_K -> set(dst, 0, constant && bMin != 0 ? least(aMax, bMin - 1) : aMax);
      case Op.OR64_K -> set(dst, greatest(aMin, bMin), ones(aMax | bMax));
      case Op.AND64_K -> set(dst, 0, least(aMax, bMax));
      case Op.XOR64_K -> set(dst, 0, ones(aMax | bMax));
      case Op.LSH64_K -> {
        if (constant && fits(aMax, most >>> k)) {
          set(dst, aMin << k, aMax << k);
        }
      }
      case Op.RSH64_K -> {
        if (constant) {
          set(dst, aMin >>> k, aMax >>> k);
        } else {
          set(dst, 0, aMax);
        }
      }
      case Op.ARSH64_K -> {
        if (fits(aMax, most >>> 1)) {
          set(dst, constant ? aMin >>> k : 0, constant ? aMax >>> k : aMax);
        }
      }
      case Op.MOV64_K -> set(dst, bMin, bMax);
      default -> {}
    }
    if (keeps) {
      kept |= 1 << dst;
    }
  }

  private static long ones(long value) {
    return value == 0 ? 0 : ALL >>> Long.numberOfLeadingZeros(value);
  }

  // ---- conditions

  /** What holds where a conditional jump went one way; unchanged when it seems it cannot. */
  void assume(int word, long immediate, boolean jumped) {
    int op = Word.op(word);
    Condition condition = Word.condition(op);
    if (!jumped) {
      condition = condition.negated();
    }
    int dst = Word.dst(word);
    int src = Word.comparesRegisters(op) ? Word.src(word) : -1;
    boolean wide = Word.isWide(op);
    long most = wide ? ALL : WORD;
    if (condition == null
        || !wide && (!fits(max[dst], WORD) || src >= 0 && !fits(max[src], WORD))
        || src == dst) {
      return;
    }
    long low = src < 0 ? immediate & most : min[src];
    long high = src < 0 ? low : max[src];
    Condition unsigned = unsigned(condition, dst, low, high, wide ? ALL >>> 1 : WORD >>> 1);
    if (unsigned == null) {
      return;
    }
    long newMin = min[dst];
    long newMax = max[dst];
    long otherMin = low;
    long otherMax = high;
    switch (unsigned) {
      case EQ -> {
        newMin = otherMin = greatest(newMin, low);
        newMax = otherMax = least(newMax, high);
      }
      case NE -> {
        if (low == high) {
          newMin = newMin == low ? newMin + 1 : newMin;
          newMax = newMax == low ? newMax - 1 : newMax;
        }
      }
      case GT -> {
        newMin = low == ALL ? ALL : greatest(newMin, low + 1);
        otherMax = newMax == 0 ? 0 : least(high, newMax - 1);
      }
      case GE -> {
        newMin = greatest(newMin, low);
        otherMax = least(high, newMax);
      }
      case LT -> {
        newMax = high == 0 ? 0 : least(newMax, high - 1);
        otherMin = newMin == ALL ? ALL : greatest(low, newMin + 1);
      }
      case LE -> {
        newMax = least(newMax, high);
        otherMin = greatest(low, newMin);
      }
      default -> {}
    }
    if (fits(newMin, newMax) && (src < 0 || fits(otherMin, otherMax))) {
      narrow(dst, newMin, newMax);
      if (src >= 0) {
        narrow(src, otherMin, otherMax);
      }
    }
  }

  /** The unsigned condition that says as much, or null. */
  private @Nullable Condition unsigned(
      Condition condition, int dst, long low, long high, long positive) {
    boolean right = fits(high, positive);
    boolean left = fits(max[dst], positive);
    return switch (condition) {
      case SGT, SGE -> {
        if (!right) {
          yield null;
        }
        if (!left) {
          // Greater than a number that is not negative: not negative itself.
          long floor = condition == Condition.SGT ? low + 1 : low;
          if (fits(min[dst], positive) && fits(floor, positive)) {
            narrow(dst, greatest(min[dst], floor), positive);
          }
          yield null;
        }
        yield condition == Condition.SGT ? Condition.GT : Condition.GE;
      }
      case SLT -> left && right ? Condition.LT : null;
      case SLE -> left && right ? Condition.LE : null;
      case SET -> null;
      default -> condition;
    };
  }
}
