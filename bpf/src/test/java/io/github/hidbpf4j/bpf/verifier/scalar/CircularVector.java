package io.github.hidbpf4j.bpf.verifier.scalar;

import io.github.hidbpf4j.bpf.asm.Opcode;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of {@code testdata/verifier/scalar/linux-7.3.txt}: operands and what Linux 7.3 made of
 * them. A scalar is six hexadecimal numbers: tnum value and mask, then first number and size of the
 * range of 64 bits and of that of 32. See the README beside the file.
 */
final class CircularVector {
  private static final ScalarAlu ALU = new ScalarAlu();

  private final CircularRanges domain = new CircularRanges();

  /** What differs from Linux, or an empty string. */
  static String difference(String line) {
    return new CircularVector().compare(line);
  }

  private String compare(String line) {
    String[] fields = line.split(" ?\\| ?", -1);
    String[] what = fields[0].split(" ");
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    for (int i = 1; i < fields.length; i++) {
      expected.add(fields[i].strip());
    }
    switch (what[0]) {
      case "alu" -> alu(what, fields, actual);
      case "jmp" -> jump(what, fields, actual);
      case "fn" -> function(what, fields, actual);
      case "view" -> {
        ScalarValue v = parse(fields[1]);
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
      default -> throw new IllegalArgumentException("unknown kind: " + line);
    }
    return expected.equals(actual)
        ? ""
        : fields[0] + "\n  expected " + expected + "\n  actual   " + actual;
  }

  private void alu(String[] what, String[] fields, List<String> actual) {
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

  private void jump(String[] what, String[] fields, List<String> actual) {
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
    actual.add(
        switch (outcome) {
          case TAKEN -> "1";
          case NOT_TAKEN -> "0";
          case UNKNOWN -> "-1";
        });
    actual.add(log.toString());
  }

  private ScalarValue copy(ScalarValue v) {
    ScalarValue copy = new ScalarValue(domain);
    copy.copyFrom(v);
    return copy;
  }

  private void function(String[] what, String[] fields, List<String> actual) {
    ScalarValue a = parse(fields[1]);
    ScalarValue b = parse(fields[2]);
    actual.add(write(a));
    actual.add(write(b));
    StringBuilder log = new StringBuilder();
    switch (Integer.parseInt(what[1])) {
      case 0 -> a.sync();
      case 1 -> a.zeroExtend32();
      case 2 -> ScalarCoercion.zeroExtend(a, 1);
      case 3 -> ScalarCoercion.zeroExtend(a, 2);
      case 4 -> ScalarCoercion.zeroExtend(a, 4);
      case 5 -> ScalarCoercion.signExtend(a, 1);
      case 6 -> ScalarCoercion.signExtend(a, 2);
      case 7 -> ScalarCoercion.signExtend(a, 4);
      case 8 -> ScalarCoercion.signExtend32(a, 1);
      case 9 -> ScalarCoercion.signExtend32(a, 2);
      case 10 -> {
        a.narrowToSigned32((int) b.tnum().value(), (int) b.smax());
        BoundsSanity.check(a, "s32_range", false, s -> log.append(s).append('~'));
      }
      case 11 -> BoundsSanity.check(a, "alu", false, s -> log.append(s).append('~'));
      default -> throw new IllegalArgumentException("unknown function " + what[1]);
    }
    actual.add(write(a));
    actual.add(a.covers(b) ? "1" : "0");
    actual.add(log.toString());
  }

  private ScalarValue parse(String text) {
    String[] numbers = text.strip().split(" ");
    long[] n = new long[6];
    for (int i = 0; i < n.length; i++) {
      n[i] = Long.parseUnsignedLong(numbers[i], 16);
    }
    ScalarValue v = new ScalarValue(domain);
    v.setTnum(new Tnum(n[0], n[1]));
    v.setUnsigned(n[2], n[2] + n[3]);
    v.setUnsigned32((int) n[4], (int) (n[4] + n[5]));
    return v;
  }

  private static String write(ScalarValue v) {
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
