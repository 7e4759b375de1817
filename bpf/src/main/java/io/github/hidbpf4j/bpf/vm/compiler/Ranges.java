package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.vm.code.Atomic;
import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.code.Word;
import io.github.hidbpf4j.bpf.vm.code.Word.Condition;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of registers at one point: the unsigned minimum and maximum of each. A register that
 * fits in 32 bits is kept in an int local by generated code.
 *
 * <p>The verifier's states cannot replace this. They hold on the paths that it walked; where it
 * pruned a path by a stored state, it compared numbers only as far as safety depends on them, so
 * that others may occur at run time. It knows pointers by their targets, whereas here they are
 * addresses; and the compiled code differs: dead code is removed and context loads are converted.
 * Besides, compiled code stays safe even if the verifier is wrong, which would not be so if it
 * relied on the verifier's ranges.
 */
final class Ranges {
  static final int REGISTERS = 11;
  private static final long WORD = 0xffff_ffffL;
  private static final long ALL = -1L;

  /**
   * Registers that fit in 32 bits but stay in long locals: high halves of longs, which are usually
   * combined by long operations again (HotSpot then recognises a rotation).
   */
  private int kept;

  /** Registers that hold pointers, if their sources are pointers. */
  private int pointers;

  /** Registers that hold no pointer. */
  private int scalars;

  private final Differences differences = new Differences();

  final long[] min = new long[REGISTERS];
  final long[] max = new long[REGISTERS];

  /** Creates ranges of which nothing is known. */
  Ranges() {
    Arrays.fill(max, ALL);
  }

  Ranges copy() {
    Ranges r = new Ranges();
    System.arraycopy(min, 0, r.min, 0, REGISTERS);
    System.arraycopy(max, 0, r.max, 0, REGISTERS);
    r.differences.copyFrom(differences);
    r.kept = kept;
    r.pointers = pointers;
    r.scalars = scalars;
    return r;
  }

  /** Whether it is an int: it fits in 32 bits and should not be kept as a long. */
  boolean isWord(int register) {
    return fits(max[register], WORD) && (kept >> register & 1) == 0;
  }

  /** Whether it is known to be a pointer into the arena. */
  boolean isPointer(int register) {
    return (pointers >> register & 1) != 0;
  }

  /** Whether it is known not to be a pointer. */
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

  /** Extends it to include the other; returns whether that changed it. */
  boolean join(Ranges other, long[] thresholds, boolean widen) {
    boolean changed =
        (other.kept & ~kept) != 0
            || (pointers & ~other.pointers) != 0
            || (scalars & ~other.scalars) != 0;
    changed |= differences.join(other.differences, this, other);
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

  /** Applies an instruction other than a jump. */
  void apply(int word, long immediate) {
    int set = Word.sets(word, immediate);
    int newPointers = pointers & ~set;
    int newScalars = scalars & ~set;
    switch (kind(word, immediate)) {
      case POINTER -> newPointers |= set;
      case SCALAR -> newScalars |= set;
      default -> {}
    }
    relate(word, immediate, set);
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

  /** The kind of value that an instruction assigns. */
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
      case Op.LDX64, Op.PROBE64, Op.CALL, Op.CALL_FUNCTION, Op.ATOMIC64, Op.ACQUIRE64 ->
          Kind.UNKNOWN;
      default -> Kind.SCALAR;
    };
  }

  /** Records by what the register to be set will differ from others. */
  private void relate(int word, long immediate, int set) {
    if (set == 0) {
      return;
    }
    int op = Word.op(word);
    int dst = Word.dst(word);
    int src = Word.src(word);
    switch (op) {
      case Op.MOV64_X -> differences.move(dst, src, 0);
      case Op.ADD64_K -> differences.move(dst, dst, immediate);
      case Op.SUB64_K -> differences.move(dst, dst, -immediate);
      case Op.MOV32_X -> {
        if (fits(max[src], WORD)) {
          differences.move(dst, src, 0);
        } else {
          differences.forget(dst);
        }
      }
      case Op.ADD32_K -> {
        boolean within =
            immediate < 0
                ? fits(-immediate, min[dst]) && fits(max[dst], WORD)
                : fits(max[dst], WORD - immediate);
        if (within) {
          differences.move(dst, dst, immediate);
        } else {
          differences.forget(dst);
        }
      }
      default -> differences.forget(Integer.numberOfTrailingZeros(set));
    }
  }

  /** Narrows registers that differ by a known number along with this one. */
  private void narrowRelated(int register) {
    for (int r = 0; r < REGISTERS; r++) {
      if (r == register || !differences.areKnown(r, register)) {
        continue;
      }
      long by = differences.between(r, register);
      long low = greatest(min[r], min[register] + by);
      long high = least(max[r], max[register] + by);
      if (fits(min[register] + by, max[register] + by) && fits(low, high)) {
        narrow(r, low, high);
      }
    }
  }

  private void applyRanges(int word, long immediate) {
    int op = Word.op(word);
    int dst = Word.dst(word);
    if (Word.isBinary(op)) {
      binary(op, dst, Word.src(word), immediate);
    } else if (Word.isLoad(op) || Word.isProbe(op) || Word.isAcquire(op)) {
      load(op, dst);
    } else if (Word.isAtomic(op)) {
      int changed = Word.sets(word, immediate);
      if (changed != 0) {
        int operation = (int) immediate;
        int register = operation == Atomic.CMPXCHG ? 0 : Word.src(word);
        set(register, 0, op == Op.ATOMIC32 ? WORD : ALL);
      }
    } else if (Word.isStore(op) || Word.isRelease(op) || Word.isConditional(op)) {
      return;
    } else {
      unary(op, dst, Word.src(word), immediate);
    }
  }

  private void load(int op, int dst) {
    switch (op) {
      case Op.LDX8, Op.PROBE8, Op.ACQUIRE8 -> set(dst, 0, 0xff);
      case Op.LDX16, Op.PROBE16, Op.ACQUIRE16 -> set(dst, 0, 0xffff);
      case Op.LDX32, Op.PROBE32, Op.ACQUIRE32 -> set(dst, 0, WORD);
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

  /**
   * The ranges of both operands of arithmetic.
   *
   * @param most greatest number of the operation's width
   */
  private record Pair(long aMin, long aMax, long bMin, long bMax, long most) {
    boolean constant() {
      return bMin == bMax;
    }

    int shift() {
      return (int) bMin & (most == ALL ? 63 : 31);
    }
  }

  private void binary(int op, int dst, int src, long immediate) {
    boolean wide = op < Op.ADD32_K;
    boolean register = Word.takesRegister(op);
    long bMin = register ? min[src] : wide ? immediate : immediate & WORD;
    long bMax = register ? max[src] : bMin;
    if (!wide && !fits(bMax, WORD)) {
      bMin = 0;
      bMax = WORD;
    }
    if (!wide) {
      limit(dst, WORD);
    }
    boolean keeps =
        switch (op) {
          case Op.RSH64_K -> !isWord(dst);
          case Op.MOV64_X -> (kept >> src & 1) != 0;
          default -> false;
        };
    Pair of = new Pair(min[dst], max[dst], bMin, bMax, wide ? ALL : WORD);
    set(dst, 0, of.most);
    int operation =
        wide ? Word.withImmediate(op) : Word.withImmediate(op) - (Op.ADD32_K - Op.ADD64_K);
    switch (operation) {
      case Op.ADD64_K, Op.SUB64_K, Op.MUL64_K -> sumOrProduct(operation, dst, of);
      case Op.LSH64_K, Op.RSH64_K, Op.ARSH64_K -> shift(operation, dst, of);
      case Op.DIV64_K -> {
        if (of.constant() && bMin != 0) {
          set(dst, Long.divideUnsigned(of.aMin, bMin), Long.divideUnsigned(of.aMax, bMin));
        } else {
          set(dst, 0, of.aMax);
        }
      }
      case Op.MOD64_K ->
          set(dst, 0, of.constant() && bMin != 0 ? least(of.aMax, bMin - 1) : of.aMax);
      case Op.OR64_K -> set(dst, greatest(of.aMin, bMin), ones(of.aMax | bMax));
      case Op.AND64_K -> set(dst, 0, least(of.aMax, bMax));
      case Op.XOR64_K -> set(dst, 0, ones(of.aMax | bMax));
      case Op.MOV64_K -> set(dst, bMin, bMax);
      default -> {}
    }
    if (keeps) {
      kept |= 1 << dst;
    }
  }

  private void sumOrProduct(int operation, int dst, Pair of) {
    switch (operation) {
      case Op.ADD64_K -> {
        if (fits(of.aMax, of.most - of.bMax)) {
          set(dst, of.aMin + of.bMin, of.aMax + of.bMax);
        } else if (of.constant() && fits(of.most - of.bMin + 1, of.aMin)) {
          // Adding a negative number, without going below 0.
          set(dst, of.aMin + of.bMin & of.most, of.aMax + of.bMin & of.most);
        }
      }
      case Op.SUB64_K -> {
        if (fits(of.bMax, of.aMin)) {
          set(dst, of.aMin - of.bMax, of.aMax - of.bMin);
        }
      }
      default -> {
        if (Math.unsignedMultiplyHigh(of.aMax, of.bMax) == 0 && fits(of.aMax * of.bMax, of.most)) {
          set(dst, of.aMin * of.bMin, of.aMax * of.bMax);
        }
      }
    }
  }

  private void shift(int operation, int dst, Pair of) {
    int k = of.shift();
    switch (operation) {
      case Op.LSH64_K -> {
        if (of.constant() && fits(of.aMax, of.most >>> k)) {
          set(dst, of.aMin << k, of.aMax << k);
        }
      }
      case Op.RSH64_K -> {
        if (of.constant()) {
          set(dst, of.aMin >>> k, of.aMax >>> k);
        } else {
          set(dst, 0, of.aMax);
        }
      }
      default -> {
        if (fits(of.aMax, of.most >>> 1)) {
          set(dst, of.constant() ? of.aMin >>> k : 0, of.constant() ? of.aMax >>> k : of.aMax);
        }
      }
    }
  }

  private static long ones(long value) {
    return value == 0 ? 0 : ALL >>> Long.numberOfLeadingZeros(value);
  }

  // ---- conditions

  /** Applies a conditional jump that went one way; no change if that seems impossible. */
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
    Compared found = compared(unsigned, min[dst], max[dst], low, high);
    if (fits(found.min, found.max) && (src < 0 || fits(found.otherMin, found.otherMax))) {
      narrow(dst, found.min, found.max);
      narrowRelated(dst);
      if (src >= 0) {
        long srcMin = greatest(min[src], found.otherMin);
        long srcMax = least(max[src], found.otherMax);
        if (fits(srcMin, srcMax)) {
          narrow(src, srcMin, srcMax);
          narrowRelated(src);
        }
      }
    }
  }

  /** Bounds of both sides of a comparison that holds. */
  private record Compared(long min, long max, long otherMin, long otherMax) {}

  private static Compared compared(Condition unsigned, long min, long max, long low, long high) {
    return switch (unsigned) {
      case EQ -> {
        long least = greatest(min, low);
        long most = least(max, high);
        yield new Compared(least, most, least, most);
      }
      case NE -> {
        boolean one = low == high;
        yield new Compared(
            one && min == low ? min + 1 : min, one && max == low ? max - 1 : max, low, high);
      }
      case GT ->
          new Compared(
              low == ALL ? ALL : greatest(min, low + 1),
              max,
              low,
              max == 0 ? 0 : least(high, max - 1));
      case GE -> new Compared(greatest(min, low), max, low, least(high, max));
      case LT ->
          new Compared(
              min,
              high == 0 ? 0 : least(max, high - 1),
              min == ALL ? ALL : greatest(low, min + 1),
              high);
      case LE -> new Compared(min, least(max, high), greatest(low, min), high);
      default -> new Compared(min, max, low, high);
    };
  }

  /** The equivalent unsigned condition, or null. */
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
