package io.github.hidbpf4j.bpf.verifier.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarValueTest {
  private final ScalarAlu alu = new ScalarAlu();

  private static ScalarValue upTo(long max) {
    ScalarValue v = new ScalarValue();
    v.setUnsigned(0, max);
    v.sync();
    return v;
  }

  @Test
  void aCopyIsApart() {
    ScalarValue original = upTo(9);
    ScalarValue copy = new ScalarValue();
    copy.copyFrom(original);
    assertThat(copy.sameAs(original)).isTrue();
    copy.markKnown(3);
    assertThat(original).hasToString(upTo(9).toString());
    assertThat(copy.sameAs(original)).isFalse();
  }

  @Test
  void aWiderOneCoversANarrower() {
    assertThat(upTo(15).covers(upTo(9))).isTrue();
    assertThat(upTo(9).covers(upTo(15))).isFalse();
    ScalarValue even = upTo(14);
    even.setTnum(new Tnum(0, 14));
    assertThat(even.rangeWithin(upTo(9))).isTrue();
    assertThat(even.covers(upTo(9))).isFalse();
  }

  @Test
  void knownHalves() {
    ScalarValue v = new ScalarValue();
    v.markKnown32(-2);
    assertThat(v.isConst()).isFalse();
    assertThat(v.isConst(true)).isTrue();
    assertThat(v.constValue(true)).isEqualTo(0xffff_fffeL);
    v.zeroExtend32();
    v.sync();
    assertThat(v.isConst(false)).isTrue();
    assertThat(v.constValue(false)).isEqualTo(0xffff_fffeL);
    assertThat(v.width()).isEqualTo(32);
    assertThat(upTo(0).width()).isZero();
    assertThat(new ScalarValue().width()).isEqualTo(64);
  }

  @Test
  void narrowedToAnErrorNumber() {
    ScalarValue v = new ScalarValue();
    v.narrowToSigned32(-4095, 0);
    assertThat(v).hasToString("scalar(smin=smin32=-4095,smax=smax32=0)");
  }

  @Test
  void aRegisterWithItself() {
    ScalarValue v = upTo(7);
    assertThat(alu.apply(Opcode.ADD, false, v, v)).isTrue();
    assertThat(v.umax()).isEqualTo(14);
    ScalarValue difference = upTo(7);
    alu.apply(Opcode.SUB, false, difference, difference);
    assertThat(difference.smin()).isEqualTo(-7);
    assertThat(difference.smax()).isEqualTo(7);
  }

  /** Linux 6.12 computes none of these, and forgets the high half even of 32-bit results. */
  @ParameterizedTest
  @ValueSource(ints = {Opcode.DIV, Opcode.MOD, Opcode.NEG, Opcode.END})
  void operationsWithoutResult(int operation) {
    ScalarValue v = upTo(7);
    assertThat(alu.applyImmediate(operation, true, v, 2)).isFalse();
    assertThat(v.sameAs(new ScalarValue())).isTrue();
  }

  @Test
  void shiftsNeedAKnownCountBelowTheWidth() {
    ScalarValue count = upTo(3);
    assertThat(alu.apply(Opcode.LSH, false, upTo(7), count)).isFalse();
    count.markKnown(32);
    assertThat(alu.apply(Opcode.RSH, true, upTo(7), count)).isFalse();
    assertThat(alu.apply(Opcode.RSH, false, upTo(7), count)).isTrue();
    count.markKnown(64);
    assertThat(alu.apply(Opcode.ARSH, false, upTo(7), count)).isFalse();
    assertThat(alu.applyImmediate(Opcode.ARSH, false, upTo(7), -1)).isFalse();
  }

  /** Its low half is known and below 32, yet the whole isn't. */
  @Test
  void a32BitCountIsComparedWithAll64Bits() {
    ScalarValue count = new ScalarValue();
    count.markKnown32(3);
    assertThat(alu.apply(Opcode.LSH, true, upTo(7), count)).isFalse();
    count.zeroExtend32();
    count.sync();
    assertThat(alu.apply(Opcode.LSH, true, upTo(7), count)).isTrue();
  }

  @Test
  void signMaskSplitsThePath() {
    ScalarValue mask = new ScalarValue();
    alu.applyImmediate(Opcode.ARSH, false, mask, 63);
    ScalarValue known = new ScalarValue();
    known.markKnown(5);
    assertThat(ScalarAlu.forkWidth(Opcode.AND, mask, known)).isEqualTo(64);
    assertThat(ScalarAlu.forkWidth(Opcode.OR, mask, known)).isEqualTo(64);
    assertThat(ScalarAlu.forkWidth(Opcode.XOR, mask, known)).isZero();
    assertThat(ScalarAlu.forkWidth(Opcode.AND, mask, upTo(5))).isZero();
    assertThat(ScalarAlu.forkWidth(Opcode.AND, upTo(5), known)).isZero();
    ScalarValue mask32 = new ScalarValue();
    alu.applyImmediate(Opcode.ARSH, true, mask32, 31);
    assertThat(ScalarAlu.forkWidth(Opcode.AND, mask32, known)).isEqualTo(32);
  }

  @Test
  void offsetsOfPointers() {
    ScalarValue pointer = new ScalarValue();
    pointer.markKnown(0);
    ScalarAlu.addOffset(pointer, upTo(255));
    pointer.sync();
    assertThat(pointer.umax()).isEqualTo(255);
    assertThat(pointer.tnum()).isEqualTo(new Tnum(0, 255));
    ScalarAlu.subtractOffset(pointer, upTo(15));
    pointer.sync();
    assertThat(pointer.smin()).isEqualTo(-15);
    assertThat(pointer.smax()).isEqualTo(255);
  }

  @Test
  void flippedAndReversedComparisons() {
    for (int operation : Concrete.JUMPS) {
      for (long a = -2; a <= 2; a++) {
        for (long b = -2; b <= 2; b++) {
          boolean holds = Concrete.jumps(operation, false, a, b);
          assertThat(Concrete.jumps(BranchRefinement.flip(operation), false, b, a))
              .isEqualTo(holds);
          int reverse = BranchRefinement.reverse(operation);
          assertThat(BranchRefinement.reverse(reverse)).isEqualTo(operation);
          if (reverse != BranchRefinement.NOT_JSET) {
            assertThat(Concrete.jumps(reverse, false, a, b)).isNotEqualTo(holds);
          }
        }
      }
    }
  }
}
