package io.github.hidbpf4j.live.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class WarmUpPaceTest {
  /** The number of reports after which it is enough, by how long each takes. */
  private static int reports(IntToLongFunction nanos) {
    long now = 1_000;
    WarmUpPace pace = new WarmUpPace(now);
    int count = 1;
    for (now += nanos.applyAsLong(0); !pace.isEnough(now); count++) {
      now += nanos.applyAsLong(count);
    }
    return count;
  }

  @Test
  void fastMachinesRunAsManyAsHotSpotNeedsToCompile() {
    assertEquals(WarmUpPace.FEWEST, reports(i -> 2_000));
  }

  @Test
  void endsWithTheFirstBatchThatIsFastEnough() {
    int slow = 20 * WarmUpPace.BATCH;
    assertEquals(
        slow + WarmUpPace.BATCH,
        reports(i -> i < slow ? WarmUpPace.ENOUGH_NANOS + 1 : WarmUpPace.ENOUGH_NANOS));
  }

  @Test
  void slowMachinesDoNotWarmUpForEver() {
    assertEquals(WarmUpPace.MOST, reports(i -> 1_000_000));
  }
}
