package io.github.hidbpf4j.bpf.verifier.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalarTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "32767, 32767, 32767",
    "32768, 32768, 0x8000",
    "65535, 65535, 0xffff",
    "65536, 0x10000, 0x10000",
    "-1, 0xffffffffffffffff, -1",
    "-32768, 0xffffffffffff8000, -32768",
    "-32769, 0xffffffffffff7fff, 0xffffffffffff7fff"
  })
  void smallNumbersAreDecimal(long number, String unsigned, String signed) {
    assertThat(ScalarText.appendUnsigned(new StringBuilder(), number)).hasToString(unsigned);
    assertThat(ScalarText.appendSigned(new StringBuilder(), number)).hasToString(signed);
  }

  @Test
  void knownBitsAreANumber() {
    assertThat(ScalarText.appendTnum(new StringBuilder(), Tnum.constant(65536)))
        .hasToString("0x10000");
    assertThat(ScalarText.appendTnum(new StringBuilder(), new Tnum(1, 6)))
        .hasToString("(0x1; 0x6)");
  }

  @Test
  void nothingKnownIsNothingSaid() {
    assertThat(new ScalarValue()).hasToString("scalar()");
  }

  @Test
  void boundsFollowWhatCameBefore() {
    StringBuilder out = new StringBuilder("pkt(id=1");
    ScalarValue v = new ScalarValue();
    assertThat(ScalarText.appendBounds(out, v, ",")).isEqualTo(",");
    assertThat(ScalarText.appendBounds(new StringBuilder(), v, "")).isEmpty();
    v.setUnsigned(0, 255);
    assertThat(ScalarText.appendBounds(out, v, ",")).isEqualTo(",");
    assertThat(out).hasToString("pkt(id=1,umax=255");
  }

  /** Equal as 64-bit patterns, but one is negative: written apart. */
  @Test
  void negativesAreNotJoinedWithPositives() {
    ScalarValue v = new ScalarValue();
    v.setSigned(-70_000, Long.MAX_VALUE);
    v.setUnsigned(-70_000, -1L);
    v.setSigned32(-70_000, Integer.MAX_VALUE);
    v.setUnsigned32(-70_000, -1);
    assertThat(v)
        .hasToString(
            "scalar(smin=0xfffffffffffeee90,umin=0xfffffffffffeee90,smin32=umin32=0xfffeee90)");
  }
}
