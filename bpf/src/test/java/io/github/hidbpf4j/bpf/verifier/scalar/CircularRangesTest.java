package io.github.hidbpf4j.bpf.verifier.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hidbpf4j.bpf.asm.Opcode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every result that Linux 7.3 gave, and what the ranges are good for. */
class CircularRangesTest {
  private final CircularRanges domain = new CircularRanges();

  @Test
  void computesWhatLinuxComputes() throws IOException {
    Path root = Path.of(Objects.requireNonNull(System.getProperty("hidbpf4j.root")));
    List<String> lines = Files.readAllLines(root.resolve("testdata/verifier/scalar/linux-7.3.txt"));
    assertThat(lines).hasSize(1000);
    assertThat(lines.stream().map(CircularVector::difference).filter(d -> !d.isEmpty())).isEmpty();
  }

  /** Any number of other cases; how to make them stands in the README beside the file. */
  @Test
  void computesWhatLinuxComputesInAFileOfTheCaller() throws IOException {
    String file = System.getProperty("hidbpf4j.circularVectors");
    assumeTrue(file != null, "no file given by -Dhidbpf4j.circularVectors=FILE");
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      assertThat(lines.map(CircularVector::difference).filter(d -> !d.isEmpty()).limit(5))
          .isEmpty();
    }
  }

  /** Intervals forget a number that is not one of their ends. */
  @Test
  void anExcludedNumberStaysExcluded() {
    ScalarValue v = new ScalarValue(domain);
    ScalarValue five = known(5);
    BranchRefinement.refine(v, five, Opcode.JNE, false);
    v.sync();
    assertThat(v).hasToString("scalar()");
    assertThat(v.contains(5)).isFalse();
    new ScalarAlu().apply(Opcode.SUB, false, v, five);
    assertThat(v.umin()).isEqualTo(1);
  }

  /** Signed from -1 to 1: the unsigned view has no bounds, after a step all have. */
  @Test
  void aRangePastZeroComesBack() {
    ScalarValue v = new ScalarValue(domain);
    v.setSigned(-1, 1);
    v.setSigned32(-1, 1);
    v.sync();
    assertThat(v).hasToString("scalar(smin=smin32=-1,smax=smax32=1)");
    new ScalarAlu().apply(Opcode.ADD, false, v, known(1));
    assertThat(v).hasToString("scalar(smin=smin32=0,smax=umax=smax32=umax32=2,var_off=(0x0; 0x3))");
  }

  @Test
  void contradictoryRangesAreToldInTheKernelsWords() {
    ScalarValue v = new ScalarValue(domain);
    v.setUnsigned(-1, -2);
    StringBuilder log = new StringBuilder();
    assertThat(BoundsSanity.check(v, "alu", false, log::append)).isTrue();
    assertThat(log)
        .hasToString(
            "verifier bug: REG INVARIANTS VIOLATION (alu): range bounds violation r64={.base=0xffffffffffffffff, .size=0xffffffffffffffff} r32={.base=0x0, .size=0xffffffff} var_off=(0x0, 0xffffffffffffffff)");
    assertThat(BoundsSanity.fault(v)).isNull();
  }

  private ScalarValue known(long number) {
    ScalarValue v = new ScalarValue(domain);
    v.markKnown(number);
    return v;
  }
}
