package io.github.hidbpf4j.bpf.verifier.scalar;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of {@code testdata/verifier/scalar}: operands and what Linux made of them. Fields are
 * separated by {@code |}; the first says what was done; a line feed in a text is {@code ~}. See the
 * README beside the files.
 */
abstract class ScalarVector {
  static final ScalarAlu ALU = new ScalarAlu();

  /** A scalar from its numbers. */
  abstract ScalarValue parse(String text);

  /** The numbers of a scalar. */
  abstract String write(ScalarValue v);

  abstract void alu(String[] what, String[] fields, List<String> actual);

  abstract void jump(String[] what, String[] fields, List<String> actual);

  /** What is shown of a scalar: text, or the views of its range. */
  abstract void shown(String kind, ScalarValue v, List<String> actual);

  /** What differs from Linux, or an empty string. */
  final String compare(String line) {
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
      default -> shown(what[0], parse(fields[1]), actual);
    }
    return expected.equals(actual)
        ? ""
        : fields[0] + "\n  expected " + expected + "\n  actual   " + actual;
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

  static String number(BranchOutcome outcome) {
    return switch (outcome) {
      case TAKEN -> "1";
      case NOT_TAKEN -> "0";
      case UNKNOWN -> "-1";
    };
  }

  /** The hexadecimal numbers that a scalar is written as. */
  static long[] numbers(String text, int count) {
    String[] numbers = text.strip().split(" ");
    long[] n = new long[count];
    for (int i = 0; i < n.length; i++) {
      n[i] = Long.parseUnsignedLong(numbers[i], 16);
    }
    return n;
  }
}
