package io.github.hidbpf4j.bpf.verifier.scalar;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One line of {@code testdata/verifier/scalar/linux-6.12.txt}: operands and what Linux 6.12 made of
 * them. Fields are parted by {@code |}; the first says what was done, a scalar is ten hexadecimal
 * numbers in the order tnum value, tnum mask, smin, smax, umin, umax, smin32, smax32, umin32,
 * umax32; a line feed in a text is {@code ~}. See the README beside the file.
 */
final class KernelVector {
  private static final ScalarAlu ALU = new ScalarAlu();

  /** What differs from Linux, or an empty string. */
  static String difference(String line) {
    return difference(line, ScalarValue::new);
  }

  /** The same with scalars of another make, to see that the comparison notices. */
  static String difference(String line, Supplier<ScalarValue> scalars) {
    return new KernelVector(scalars).compare(line);
  }

  private final Supplier<ScalarValue> scalars;

  private KernelVector(Supplier<ScalarValue> scalars) {
    this.scalars = scalars;
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
      case "txt" -> {
        actual.add(write(parse(fields[1])));
        actual.add(parse(fields[1]).toString());
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
    ScalarValue dst = parse(fields[1]);
    ScalarValue src = parse(fields[2]);
    actual.add(write(dst));
    actual.add(write(src));
    int fork = ScalarAlu.forkWidth(operation, dst, src);
    if (fork == 64) {
      dst.markKnown(-1);
    } else if (fork == 32) {
      dst.markKnown32(-1);
    }
    ALU.apply(operation, alu32, dst, src);
    actual.add(write(dst));
    actual.add(Integer.toString(fork));
  }

  private void jump(String[] what, String[] fields, List<String> actual) {
    int operation = Integer.parseInt(what[1]);
    boolean jmp32 = what[2].equals("1");
    boolean sameRegister = what[3].equals("1");
    ScalarValue trueA = parse(fields[1]);
    ScalarValue falseA = parse(fields[1]);
    ScalarValue trueB = sameRegister ? trueA : parse(fields[2]);
    ScalarValue falseB = sameRegister ? falseA : parse(fields[2]);
    actual.add(write(trueA));
    actual.add(write(trueB));
    BranchOutcome outcome = BranchRefinement.outcome(trueA, trueB, operation, jmp32);
    StringBuilder log = new StringBuilder();
    BranchRefinement.setMinMax(
        trueA, trueB, falseA, falseB, operation, jmp32, false, s -> log.append(s).append('~'));
    actual.add(write(trueA));
    actual.add(write(trueB));
    actual.add(write(falseA));
    actual.add(write(falseB));
    actual.add(
        switch (outcome) {
          case TAKEN -> "1";
          case NOT_TAKEN -> "0";
          case UNKNOWN -> "-1";
        });
    actual.add(log.toString());
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
    long[] n = new long[10];
    for (int i = 0; i < n.length; i++) {
      n[i] = Long.parseUnsignedLong(numbers[i], 16);
    }
    ScalarValue v = scalars.get();
    v.setTnum(new Tnum(n[0], n[1]));
    v.setSigned(n[2], n[3]);
    v.setUnsigned(n[4], n[5]);
    v.setSigned32((int) n[6], (int) n[7]);
    v.setUnsigned32((int) n[8], (int) n[9]);
    return v;
  }

  private static String write(ScalarValue v) {
    return "%x %x %x %x %x %x %x %x %x %x"
        .formatted(
            v.tnum().value(),
            v.tnum().mask(),
            v.smin(),
            v.smax(),
            v.umin(),
            v.umax(),
            v.s32Min(),
            v.s32Max(),
            v.u32Min(),
            v.u32Max());
  }
}
