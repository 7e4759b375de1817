package io.github.hidbpf4j.bpf.verifier.scalar;

import java.util.List;
import java.util.function.Supplier;

/**
 * A line of {@code linux-6.12.txt}: a scalar is ten hexadecimal numbers in the order tnum value,
 * tnum mask, smin, smax, umin, umax, smin32, smax32, umin32, umax32.
 */
final class KernelVector extends ScalarVector {
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

  @Override
  void shown(String kind, ScalarValue v, List<String> actual) {
    if (!kind.equals("txt")) {
      throw new IllegalArgumentException("unknown kind: " + kind);
    }
    actual.add(write(v));
    actual.add(v.toString());
  }

  @Override
  void alu(String[] what, String[] fields, List<String> actual) {
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

  @Override
  void jump(String[] what, String[] fields, List<String> actual) {
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
    actual.add(number(outcome));
    actual.add(log.toString());
  }

  @Override
  ScalarValue parse(String text) {
    long[] n = numbers(text, 10);
    ScalarValue v = scalars.get();
    v.setTnum(new Tnum(n[0], n[1]));
    v.setSigned(n[2], n[3]);
    v.setUnsigned(n[4], n[5]);
    v.setSigned32((int) n[6], (int) n[7]);
    v.setUnsigned32((int) n[8], (int) n[9]);
    return v;
  }

  @Override
  String write(ScalarValue v) {
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
