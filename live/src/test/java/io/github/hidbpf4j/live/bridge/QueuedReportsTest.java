package io.github.hidbpf4j.live.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueuedReportsTest {
  private static final long PROCESSING = 20_000;

  /** The numbers of reports, from 0 on, before which it waits. */
  private static List<Integer> pauses(int count, long between) {
    QueuedReports queued = new QueuedReports();
    List<Integer> pauses = new ArrayList<>();
    long now = 1_000_000_000;
    for (int i = 0; i < count; i++) {
      if (queued.isPauseDue(now)) {
        pauses.add(i);
        now += QueuedReports.PAUSE_NANOS;
      }
      now += PROCESSING;
      queued.ended(now);
      now += between;
    }
    return pauses;
  }

  @ParameterizedTest
  @CsvSource({
    "8 kHz, 105_000",
    "4 kHz, 230_000",
    "1 kHz, 980_000",
    "8 kHz and almost late, 50_000"
  })
  void devicesAreNeverSlowedDown(String rate, String between) {
    assertThat(pauses(1_000, Long.parseLong(between.replace("_", "")))).as(rate).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0", "2_000", "49_999"})
  void queuedReportsComeInPortions(String between) {
    assertThat(pauses(40, Long.parseLong(between.replace("_", "")))).containsExactly(8, 16, 24, 32);
  }

  @ParameterizedTest
  @CsvSource({"5, 125", "8, 125", "2, 1000"})
  void fewReportsAtOnceAreNotQueued(int together, int hertz) {
    QueuedReports queued = new QueuedReports();
    long now = 1_000_000_000;
    for (int frame = 0; frame < 100; frame++) {
      for (int i = 0; i < together; i++) {
        assertThat(queued.isPauseDue(now)).isFalse();
        now += PROCESSING;
        queued.ended(now);
        now += 1_000;
      }
      now += 1_000_000_000L / hertz - together * (PROCESSING + 1_000);
    }
  }
}
