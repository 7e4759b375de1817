package io.github.hidbpf4j.live.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  @Test
  void emptyHasNothing() {
    LatencyHistogram none = new LatencyHistogram();
    assertThat(none.count()).isZero();
    assertThat(none.percentile(0.5)).isZero();
    assertThat(none.most()).isZero();
  }

  @Test
  void percentilesAreRightWithinAnEighth() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 50; round++) {
      LatencyHistogram histogram = new LatencyHistogram();
      long[] all = new long[1 + random.nextInt(2_000)];
      for (int i = 0; i < all.length; i++) {
        all[i] = random.nextLong(1L << random.nextInt(1, 40));
        histogram.add(all[i]);
      }
      Arrays.sort(all);
      assertThat(histogram.count()).isEqualTo(all.length);
      assertThat(histogram.most()).isEqualTo(all[all.length - 1]);
      for (double part : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
        long exact = all[(int) Math.ceil(all.length * part) - 1];
        assertThat(histogram.percentile(part))
            .isGreaterThanOrEqualTo(exact)
            .isLessThanOrEqualTo(exact + exact / 8 + 1);
      }
    }
  }

  @Test
  void longestOfAllIsKept() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.add(Long.MAX_VALUE);
    assertThat(histogram.percentile(1)).isPositive();
  }
}
