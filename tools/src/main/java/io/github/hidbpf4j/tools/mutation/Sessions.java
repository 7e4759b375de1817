package io.github.hidbpf4j.tools.mutation;

import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Generates what a device may send besides its recordings: reports similar to recorded ones and
 * random ones of any id and length, at once and with pauses up to some hundred milliseconds.
 */
final class Sessions {
  private static final int REPORTS = 80;
  private static final int LONGEST = 72;
  private static final long[] PAUSES = {
    0, 0, 10, 500, 1_000, 2_000, 4_000, 5_000, 9_999, 10_000, 15_000, 20_000, 25_000, 40_000,
    100_000, 300_000,
  };

  private Sessions() {}

  /**
   * Generates random sessions.
   *
   * @param recorded reports to vary; none for random ones only
   * @param seed the same one gives the same sessions
   */
  static List<List<RecordedEntry>> of(List<byte[]> recorded, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<RecordedEntry>> sessions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sessions.add(session(recorded, random));
    }
    return sessions;
  }

  private static List<RecordedEntry> session(List<byte[]> recorded, SplittableRandom random) {
    List<RecordedEntry> entries = new ArrayList<>();
    long micros = 0;
    // Half of the sessions vary little, to reach states that need several reports.
    boolean near = random.nextBoolean();
    byte[] last = {};
    for (int i = 0; i < REPORTS; i++) {
      micros += PAUSES[random.nextInt(PAUSES.length)];
      byte[] report =
          last.length > 0 && random.nextInt(4) == 0 ? last.clone() : pick(recorded, near, random);
      last = report;
      entries.add(new RecordedEvent(0, RecordedEvent.Kind.BEFORE_BPF, micros, report));
    }
    return entries;
  }

  private static byte[] pick(List<byte[]> recorded, boolean near, SplittableRandom random) {
    if (recorded.isEmpty() || random.nextInt(near ? 32 : 4) == 0) {
      byte[] report = new byte[1 + random.nextInt(LONGEST)];
      random.nextBytes(report);
      return report;
    }
    byte[] report = recorded.get(random.nextInt(recorded.size())).clone();
    switch (random.nextInt(near ? 16 : 6)) {
      case 0 -> report = Arrays.copyOf(report, 1 + random.nextInt(LONGEST));
      case 1 -> Arrays.fill(report, 1, report.length, (byte) (random.nextBoolean() ? 0 : 0xff));
      case 2 -> report[random.nextInt(report.length)] = (byte) random.nextInt();
      case 3 -> report[random.nextInt(report.length)] ^= (byte) (1 << random.nextInt(8));
      case 4 -> {
        byte[] id = {report[0]};
        random.nextBytes(report);
        report[0] = id[0];
      }
      default -> {
        // Unmodified.
      }
    }
    return report;
  }
}
