package io.github.hidbpf4j.bpf.verifier.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Register texts that the kernel's own verifier tests document for Linux 6.12 ({@code
 * verifier_bounds}, {@code verifier_ldsx}, {@code exceptions_assert}), from the operations that
 * lead to them.
 */
class SelftestFactsTest {
  private final ScalarAlu alu = new ScalarAlu();

  private ScalarValue masked(int mask) {
    ScalarValue v = new ScalarValue();
    alu.applyImmediate(Opcode.AND, false, v, mask);
    return v;
  }

  private static ScalarValue signedByte() {
    ScalarValue v = new ScalarValue();
    ScalarCoercion.signExtend(v, 1);
    return v;
  }

  private static void jump(
      ScalarValue a, ScalarValue b, int operation, boolean jmp32, boolean taken) {
    ScalarValue otherA = copy(a);
    ScalarValue otherB = copy(b);
    assertThat(BranchRefinement.outcome(a, b, operation, jmp32)).isEqualTo(BranchOutcome.UNKNOWN);
    StringBuilder log = new StringBuilder();
    boolean sane =
        taken
            ? BranchRefinement.setMinMax(a, b, otherA, otherB, operation, jmp32, true, log::append)
            : BranchRefinement.setMinMax(otherA, otherB, a, b, operation, jmp32, true, log::append);
    assertThat(log).isEmpty();
    assertThat(sane).isTrue();
  }

  private static ScalarValue copy(ScalarValue v) {
    ScalarValue copy = new ScalarValue();
    copy.copyFrom(v);
    return copy;
  }

  private static ScalarValue known(long value) {
    ScalarValue v = new ScalarValue();
    v.markKnown(value);
    return v;
  }

  @Test
  void exclusiveOrOfTwoUnknowns() {
    ScalarValue r0 = masked(0x1a0);
    alu.apply(Opcode.XOR, false, r0, masked(0xaf));
    assertThat(r0)
        .hasToString("scalar(smin=smin32=0,smax=umax=smax32=umax32=431,var_off=(0x0; 0x1af))");
  }

  @Test
  void orOfTwoUnknowns() {
    ScalarValue r0 = masked(0x1a0);
    alu.apply(Opcode.OR, false, r0, masked(0xaf));
    assertThat(r0)
        .hasToString("scalar(smin=smin32=0,smax=umax=smax32=umax32=431,var_off=(0x0; 0x1af))");
  }

  @Test
  void productOfTwoUnknowns() {
    ScalarValue r0 = masked(0xf);
    alu.apply(Opcode.MUL, false, r0, masked(0xff));
    assertThat(r0)
        .hasToString("scalar(smin=smin32=0,smax=umax=smax32=umax32=3825,var_off=(0x0; 0xfff))");
  }

  @Test
  void signExtendedByte() {
    assertThat(signedByte()).hasToString("scalar(smin=smin32=-128,smax=smax32=127)");
  }

  @Test
  void unsignedRangeMeetsTheNegativePartOfTheSignedOne() {
    ScalarValue r6 = new ScalarValue();
    ScalarCoercion.signExtend32(r6, 1);
    r6.zeroExtend32();
    r6.sync();
    ScalarValue r0 = signedByte();
    jump(r6, known(0xffff_ffff_f000_0000L), Opcode.JGE, true, false);
    alu.apply(Opcode.ADD, false, r0, r6);
    alu.applyImmediate(Opcode.ADD, false, r6, 400);
    alu.apply(Opcode.SUB, false, r0, r6);
    assertThat(r0)
        .hasToString(
            "scalar(smin=smin32=-655,smax=smax32=-146,umin=0xfffffffffffffd71,"
                + "umax=0xffffffffffffff6e,umin32=0xfffffd71,umax32=0xffffff6e,"
                + "var_off=(0xfffffffffffffc00; 0x3ff))");
  }

  @Test
  void unsignedRangeMeetsTheNonNegativePartOfTheSignedOne() {
    ScalarValue r0 = signedByte();
    jump(r0, known(0xffff_ffff_ffff_ff00L), Opcode.JGT, false, false);
    assertThat(r0)
        .hasToString("scalar(smin=smin32=0,smax=umax=smax32=umax32=127,var_off=(0x0; 0x7f))");
    assertThat(BranchRefinement.outcome(r0, known(128), Opcode.JLT, false))
        .isEqualTo(BranchOutcome.TAKEN);
  }

  @Test
  void unsignedRangeMeetsBothPartsOfTheSignedOne() {
    ScalarValue r0 = signedByte();
    jump(r0, known(0xffff_ffff_ffff_ff80L), Opcode.JGT, false, false);
    assertThat(r0).hasToString("scalar(smin=smin32=-128,smax=smax32=127,umax=0xffffffffffffff80)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "JSLT | 2147483647           | scalar(smax=0x7ffffffe)",
        "JSLT | 0 | scalar(smax=-1,umin=0x8000000000000000,var_off=(0x8000000000000000; 0x7fffffffffffffff))",
        "JSLT | -2147483648 | scalar(smax=0xffffffff7fffffff,umin=0x8000000000000000,umax=0xffffffff7fffffff,var_off=(0x8000000000000000; 0x7fffffffffffffff))",
        "JSLE | 2147483647           | scalar(smax=0x7fffffff)",
        "JSLE | 0                    | scalar(smax=0)",
        "JSGT | 2147483647 | scalar(smin=umin=0x80000000,umax=0x7fffffffffffffff,var_off=(0x0; 0x7fffffffffffffff))",
        "JSGT | 0 | scalar(smin=umin=1,umax=0x7fffffffffffffff,var_off=(0x0; 0x7fffffffffffffff))",
        "JSGT | -2147483648          | scalar(smin=0xffffffff80000001)",
        "JSGE | 2147483647 | scalar(smin=umin=0x7fffffff,umax=0x7fffffffffffffff,var_off=(0x0; 0x7fffffffffffffff))",
        "JSGE | 0 | scalar(smin=0,umax=0x7fffffffffffffff,var_off=(0x0; 0x7fffffffffffffff))",
        "JSGE | -2147483648          | scalar(smin=0xffffffff80000000)",
        "JEQ  | -2147483648          | 0xffffffff80000000",
        "JEQ  | 9223372036854775807  | 0x7fffffffffffffff",
        "JEQ  | 0                    | 0",
      })
  void comparisonOfAnUnknownWithAConstant(String operation, long constant, String text) {
    ScalarValue r0 = new ScalarValue();
    int code =
        switch (operation) {
          case "JSLT" -> Opcode.JSLT;
          case "JSLE" -> Opcode.JSLE;
          case "JSGT" -> Opcode.JSGT;
          case "JSGE" -> Opcode.JSGE;
          default -> Opcode.JEQ;
        };
    jump(r0, known(constant), code, false, true);
    assertThat(r0).hasToString(text);
  }

  @Test
  void rangesFromTwoComparisons() {
    ScalarValue signed = new ScalarValue();
    ScalarCoercion.signExtend(signed, 4);
    jump(signed, known(Integer.MIN_VALUE + 2L), Opcode.JSLT, false, false);
    jump(signed, known(Integer.MAX_VALUE - 2L), Opcode.JSGT, false, false);
    assertThat(signed)
        .hasToString("scalar(smin=0xffffffff80000002,smax=smax32=0x7ffffffd,smin32=0x80000002)");
    ScalarValue unsigned = new ScalarValue();
    jump(unsigned, known(4096), Opcode.JLT, false, false);
    jump(unsigned, known(8192), Opcode.JGT, false, false);
    assertThat(unsigned)
        .hasToString(
            "scalar(smin=umin=smin32=umin32=4096,smax=umax=smax32=umax32=8192,"
                + "var_off=(0x0; 0x3fff))");
  }
}
