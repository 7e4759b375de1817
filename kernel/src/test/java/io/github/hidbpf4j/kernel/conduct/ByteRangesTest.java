package io.github.hidbpf4j.kernel.conduct;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets of bytes and of report ids. */
class ByteRangesTest {
  private static final int SPAN = 80;

  /** The same as a set of bits, whatever is put in, in whatever order. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void agreesWithBits(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      ByteRanges ranges = ByteRanges.NONE;
      BitSet bits = new BitSet();
      for (int i = random.nextInt(12); i >= 0; i--) {
        int from = random.nextInt(SPAN);
        int to = from + 1 + random.nextInt(9);
        ranges = ranges.with(from, to);
        bits.set(from, to);
      }
      for (int at = 0; at < SPAN + 10; at++) {
        assertThat(ranges.has(at)).isEqualTo(bits.get(at));
      }
      assertThat(ranges.fromStart()).isEqualTo(bits.nextClearBit(0));
      int from = random.nextInt(SPAN);
      int to = from + random.nextInt(10);
      assertThat(ranges.hasAll(from, to)).isEqualTo(bits.nextClearBit(from) >= to);
      for (int i = 2; i < ranges.bounds().size(); i++) {
        assertThat(ranges.bounds().get(i)).isGreaterThan(ranges.bounds().get(i - 1));
      }
    }
  }

  @Test
  void text() {
    assertThat(ByteRanges.NONE).hasToString("none");
    assertThat(ByteRanges.NONE.with(7, 8).words()).isEqualTo("byte 7");
    assertThat(ByteRanges.NONE.with(7, 8).with(0, 4).words()).isEqualTo("bytes 0-3, 7");
    assertThat(ReportIds.ALL).hasToString("any");
    assertThat(ReportIds.of(List.of(3, 1))).hasToString("1, 3");
    assertThat(ReportIds.ALL.filter(id -> id != 200)).hasToString("not 200");
    assertThat(ReportIds.of(List.of(1)).union(ReportIds.of(List.of(255))).list())
        .containsExactly(1, 255);
  }
}
