package io.github.hidbpf4j.bpf.verifier.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundsSanityTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void saysAndForgetsCrossedBounds() {
    ScalarValue v = new ScalarValue();
    v.setUnsigned32(5, 4);
    assertThat(BoundsSanity.check(v, "alu", false, log::add)).isTrue();
    assertThat(log)
        .containsExactly(
            "REG INVARIANTS VIOLATION (alu): range bounds violation u64=[0x0, 0xffffffffffffffff]"
                + " s64=[0x8000000000000000, 0x7fffffffffffffff] u32=[0x5, 0x4]"
                + " s32=[0x80000000, 0x7fffffff] var_off=(0x0, 0xffffffffffffffff)");
    assertThat(v.sameAs(new ScalarValue())).isTrue();
  }

  @Test
  void refusesUnderStrictInvariantsAndKeepsTheValue() {
    ScalarValue v = new ScalarValue();
    v.setSigned(5, 4);
    assertThat(BoundsSanity.check(v, "retval", true, log::add)).isFalse();
    assertThat(log).hasSize(1);
    assertThat(v.smin()).isEqualTo(5);
  }

  @Test
  void knowsThreeFaults() {
    ScalarValue v = new ScalarValue();
    assertThat(BoundsSanity.fault(v)).isNull();
    v.setTnum(Tnum.constant(3));
    assertThat(BoundsSanity.fault(v)).isEqualTo("const tnum out of sync with range bounds");
    v.markKnown(3);
    assertThat(BoundsSanity.fault(v)).isNull();
    v.setUnsigned32(2, 3);
    assertThat(BoundsSanity.fault(v)).isEqualTo("const subreg tnum out of sync with range bounds");
    v.setSigned32(4, 3);
    assertThat(BoundsSanity.fault(v)).isEqualTo("range bounds violation");
  }

  @Test
  void refinementStopsAtTheFirstFaultUnderStrictInvariants() {
    ScalarValue a = new ScalarValue();
    a.setSigned(5, 4);
    ScalarValue b = new ScalarValue();
    b.markKnown(0);
    ScalarValue otherA = new ScalarValue();
    ScalarValue otherB = new ScalarValue();
    assertThat(
            BranchRefinement.setMinMax(
                a, b, otherA, otherB, BranchRefinement.NOT_JSET, false, true, log::add))
        .isTrue();
    a.setSigned(5, 4);
    otherA.setSigned(5, 4);
    assertThat(BranchRefinement.setMinMax(a, b, otherA, otherB, 0, false, true, log::add))
        .isFalse();
    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).startsWith("REG INVARIANTS VIOLATION (true_reg1): range bounds");
  }
}
