package io.github.hidbpf4j.kernel.analysis;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import io.github.hidbpf4j.kernel.analysis.Value.Pointer;
import io.github.hidbpf4j.kernel.analysis.Value.Scalar;
import org.jspecify.annotations.Nullable;

/** What a conditional jump does, and what one knows after it. */
final class Comparison {
  private Comparison() {}

  /** Whether it jumps; null when both may be. */
  static @Nullable Boolean decide(int operation, boolean is32, Value left, Value right) {
    if (left instanceof Pointer p && isZero(right) && (operation == JEQ || operation == JNE)) {
      return p.nullable() ? null : (Boolean) (operation == JNE);
    }
    if (!(left instanceof Scalar a) || !(right instanceof Scalar b)) {
      return null;
    }
    if (a.isConstant() && b.isConstant()) {
      return exact(operation, is32, a.min(), b.min());
    }
    if (isUnsigned(operation) && (a.min() < 0 || b.min() < 0)) {
      return null;
    }
    return switch (operation) {
      case JEQ -> a.max() < b.min() || a.min() > b.max() ? false : null;
      case JNE -> a.max() < b.min() || a.min() > b.max() ? true : null;
      case JGT, JSGT -> above(a, b, false);
      case JGE, JSGE -> above(a, b, true);
      case JLT, JSLT -> above(b, a, false);
      case JLE, JSLE -> above(b, a, true);
      default -> null;
    };
  }

  private static boolean isZero(Value v) {
    Long number = v.number();
    return number != null && number == 0;
  }

  private static boolean isUnsigned(int operation) {
    return operation == JGT || operation == JGE || operation == JLT || operation == JLE;
  }

  private static @Nullable Boolean above(Scalar a, Scalar b, boolean orEqual) {
    if (orEqual ? a.min() >= b.max() : a.min() > b.max()) {
      return true;
    }
    return (orEqual ? a.max() < b.min() : a.max() <= b.min()) ? false : null;
  }

  private static boolean exact(int operation, boolean is32, long left, long right) {
    long a = is32 ? (int) left : left;
    long b = is32 ? (int) right : right;
    long ua = is32 ? left & 0xffff_ffffL : left;
    long ub = is32 ? right & 0xffff_ffffL : right;
    return switch (operation) {
      case JEQ -> a == b;
      case JNE -> a != b;
      case JSET -> (a & b) != 0;
      case JSGT -> a > b;
      case JSGE -> a >= b;
      case JSLT -> a < b;
      case JSLE -> a <= b;
      case JGT -> Long.compareUnsigned(ua, ub) > 0;
      case JGE -> Long.compareUnsigned(ua, ub) >= 0;
      case JLT -> Long.compareUnsigned(ua, ub) < 0;
      default -> Long.compareUnsigned(ua, ub) <= 0;
    };
  }

  /** Puts down what is known where it jumped, or did not. */
  static void learn(
      PathState s,
      int operation,
      boolean is32,
      Value left,
      Value right,
      boolean jumped,
      Walk.Watcher watcher) {
    if (left instanceof Pointer p && p.nullable() && isZero(right)) {
      boolean isNull = operation == JEQ ? jumped : operation == JNE && !jumped;
      boolean known = operation == JEQ || operation == JNE;
      if (known) {
        s.replace(
            v ->
                v instanceof Pointer q && q.nullable() && q.id() == p.id()
                    ? isNull ? Value.constant(0) : q.notNull()
                    : v);
      }
      return;
    }
    if (!(left instanceof Scalar a) || !(right instanceof Scalar b) || !b.isConstant()) {
      return;
    }
    Scalar now = bounded(operation, a, is32 ? (int) b.min() : b.min(), jumped);
    if (now.equals(a) || now.min() > now.max()) {
      return;
    }
    if (a.id() >= 0) {
      s.replace(
          v ->
              v instanceof Scalar c
                      && c.id() == a.id()
                      && c.origin() == a.origin()
                      && c.min() == a.min()
                      && c.max() == a.max()
                  ? now
                  : v);
    }
    watcher.learned(s, now);
  }

  private static Scalar bounded(int operation, Scalar a, long b, boolean jumped) {
    boolean natural = a.min() >= 0 && b >= 0;
    return switch (operation) {
      case JEQ -> jumped ? a.within(b, b) : without(a, b);
      case JNE -> jumped ? without(a, b) : a.within(b, b);
      case JSGT -> jumped ? a.within(b + 1, Long.MAX_VALUE) : a.within(Long.MIN_VALUE, b);
      case JSGE -> jumped ? a.within(b, Long.MAX_VALUE) : a.within(Long.MIN_VALUE, b - 1);
      case JSLT -> jumped ? a.within(Long.MIN_VALUE, b - 1) : a.within(b, Long.MAX_VALUE);
      case JSLE -> jumped ? a.within(Long.MIN_VALUE, b) : a.within(b + 1, Long.MAX_VALUE);
      case JGT ->
          !jumped && b >= 0 ? a.within(0, b) : natural ? a.within(b + 1, Long.MAX_VALUE) : a;
      case JGE -> !jumped && b > 0 ? a.within(0, b - 1) : natural ? a.within(b, Long.MAX_VALUE) : a;
      case JLT -> jumped && b > 0 ? a.within(0, b - 1) : natural ? a.within(b, Long.MAX_VALUE) : a;
      case JLE -> jumped && b >= 0 ? a.within(0, b) : natural ? a.within(b + 1, Long.MAX_VALUE) : a;
      default -> a;
    };
  }

  private static Scalar without(Scalar a, long b) {
    return a.min() == b && a.max() > b
        ? a.within(b + 1, a.max())
        : a.max() == b && a.min() < b ? a.within(a.min(), b - 1) : a;
  }
}
