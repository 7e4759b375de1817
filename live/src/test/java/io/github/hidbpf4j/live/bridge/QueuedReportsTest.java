package io.github.hidbpf4j.live.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueuedReportsTest {
  private static final long START = 1_000_000_000;

  private final QueuedReports queued = new QueuedReports(START);
  private long now = START;

  /** The numbers of reports, from 0 on, before which it waits. */
  private List<Integer> pauses(int count, long apart) {
    List<Integer> pauses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (queued.isPauseDue(now)) {
        pauses.add(i);
        now += QueuedReports.PAUSE_NANOS;
      }
      now += apart;
    }
    return pauses;
  }

  @ParameterizedTest
  @ValueSource(longs = {111_000, 125_000, 250_000, 1_000_000, 8_000_000})
  void devicesAreNeverSlowedDown(long apart) {
    assertThat(pauses(1_000, apart)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {5_000, 20_000, 75_000, 109_000})
  void queuedReportsComeInPortions(long apart) {
    assertThat(pauses(40, apart)).containsExactly(8, 16, 24, 32);
  }

  @Test
  void portionBeginsWithTheQueuedReports() {
    assertThat(pauses(5, 1_000_000)).isEmpty();
    assertThat(pauses(20, 5_000)).containsExactly(8, 16);
  }

  @ParameterizedTest
  @CsvSource({"5, 8_000_000", "8, 8_000_000", "2, 1_000_000"})
  void fewReportsAtOnceAreNotQueued(int together, String apart) {
    for (int frame = 0; frame < 100; frame++) {
      assertThat(pauses(together, 5_000)).isEmpty();
      now += Long.parseLong(apart.replace("_", ""));
    }
  }
}
