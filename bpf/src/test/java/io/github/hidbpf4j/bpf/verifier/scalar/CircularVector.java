package io.github.hidbpf4j.bpf.verifier.scalar;

import io.github.hidbpf4j.bpf.asm.Opcode;
import java.util.List;

/**
 * A line of {@code linux-7.3.txt}: a scalar is six hexadecimal numbers: tnum value and mask, then
 * first number and size of the range of 64 bits and of that of 32.
 */
final class CircularVector extends ScalarVector {
  private final CircularRanges domain = new CircularRanges();

  /** What differs from Linux, or an empty string. */
  static String difference(String line) {
    return new CircularVector().compare(line);
  }

  @Override
  void shown(String kind, ScalarValue v, List<String> actual) {
    if (!kind.equals("view")) {
      throw new IllegalArgumentException("unknown kind: " + kind);
    }
    actual.add(write(v));
    actual.add(
        "%x %x %x %x %x %x %x %x"
            .formatted(
                v.smin(),
                v.smax(),
                v.umin(),
                v.umax(),
                v.s32Min(),
                v.s32Max(),
                v.u32Min(),
                v.u32Max()));
  }

  @Override
  void alu(String[] what, String[] fields, List<String> actual) {
    int operation = Integer.parseInt(what[1]);
    boolean alu32 = what[2].equals("1");
    boolean signed = what[3].equals("1");
    int bits = Integer.parseInt(what[4]);
    ScalarValue dst = parse(fields[1]);
    ScalarValue src = parse(fields[2]);
    actual.add(write(dst));
    actual.add(write(src));
    int fork = ScalarAlu.forkWidth(operation, dst, src);
    switch (operation) {
      case Opcode.NEG -> LaterAlu.negate(alu32, dst);
      case Opcode.END -> LaterAlu.swapBytes(bits > 0, Math.abs(bits), dst);
      case Opcode.DIV, Opcode.MOD -> {
        if (ScalarAlu.isOneValue(alu32, src)) {
          LaterAlu.divide(operation, alu32, signed, dst, src);
        } else {
          dst.markUnknown();
        }
      }
      case Opcode.MUL -> LaterAlu.multiply(alu32, dst, src, true);
      default -> {
        if (fork == 64) {
          dst.markKnown(-1);
        } else if (fork == 32) {
          dst.markKnown32(-1);
        }
        ALU.apply(operation, alu32, dst, src);
      }
    }
    actual.add(write(dst));
    actual.add(Integer.toString(fork));
  }

  @Override
  void jump(String[] what, String[] fields, List<String> actual) {
    int operation = Integer.parseInt(what[1]);
    boolean jmp32 = what[2].equals("1");
    ScalarValue a = parse(fields[1]);
    ScalarValue b = parse(fields[2]);
    actual.add(write(a));
    actual.add(write(b));
    StringBuilder log = new StringBuilder();
    BranchOutcome outcome = BranchRefinement.outcome(a, b, operation, jmp32);
    TriedBranches tried = new TriedBranches(domain);
    ScalarValue[] learnt = {copy(a), copy(b), copy(a), copy(b)};
    if (outcome == BranchOutcome.UNKNOWN) {
      outcome = tried.outcome(a, b, operation, jmp32);
      if (outcome == BranchOutcome.UNKNOWN) {
        tried.take(
            learnt[0], learnt[1], learnt[2], learnt[3], false, s -> log.append(s).append('~'));
      }
    }
    if (outcome == BranchOutcome.UNKNOWN) {
      for (ScalarValue v : learnt) {
        actual.add(write(v));
      }
    }
    actual.add(number(outcome));
    actual.add(log.toString());
  }

  private ScalarValue copy(ScalarValue v) {
    ScalarValue copy = new ScalarValue(domain);
    copy.copyFrom(v);
    return copy;
  }

  @Override
  ScalarValue parse(String text) {
    long[] n = numbers(text, 6);
    ScalarValue v = new ScalarValue(domain);
    v.setTnum(new Tnum(n[0], n[1]));
    v.setUnsigned(n[2], n[2] + n[3]);
    v.setUnsigned32((int) n[4], (int) (n[4] + n[5]));
    return v;
  }

  @Override
  String write(ScalarValue v) {
    return "%x %x %x %x %x %x"
        .formatted(
            v.tnum().value(),
            v.tnum().mask(),
            v.umin,
            v.umax - v.umin,
            v.u32Min,
            v.u32Max - v.u32Min);
  }
}
