package io.github.hidbpf4j.bpf.verifier.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log keeps, at each level and size. */
class LogBufferTest {
  @ParameterizedTest
  @CsvSource({
    "0, false, false, false, false",
    "1, true, true, false, false",
    "2, true, true, true, false",
    "3, true, true, true, false",
    "4, true, false, false, true",
    "5, true, true, false, true",
    "7, true, true, true, true",
    "8, false, false, false, false",
  })
  void levels(int level, boolean on, boolean instructions, boolean all, boolean statistics) {
    LogBuffer log = new LogBuffer(level, 100);
    assertThat(log.isOn()).isEqualTo(on);
    assertThat(log.showsInstructions()).isEqualTo(instructions);
    assertThat(log.showsAll()).isEqualTo(all);
    assertThat(log.showsStatistics()).isEqualTo(statistics);
    log.append("text");
    assertThat(log.text()).isEqualTo(on ? "text" : "");
  }

  /** Against a text that is never cut: after any appends and cuts, the end is the same. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theEndIsKept(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int limit = random.nextInt(1, 60);
    LogBuffer log = new LogBuffer(2, limit);
    StringBuilder whole = new StringBuilder();
    long lost = 0;
    for (int i = 0; i < 500; i++) {
      if (random.nextInt(5) == 0 && whole.length() - lost > 0) {
        // branches go back to a position of the part that is still there
        int back = random.nextInt((int) Math.min(limit, whole.length() - lost) + 1);
        long position = log.position() - back;
        log.cutTo(position);
        whole.setLength((int) position);
      } else {
        String text = Integer.toString(random.nextInt(100_000));
        log.append(text);
        whole.append(text);
      }
      lost = Math.max(lost, whole.length() - (long) limit);
      assertThat(log.position()).as("seed %d, step %d", seed, i).isEqualTo(whole.length());
      assertThat(whole.toString()).as("seed %d, step %d", seed, i).endsWith(log.text());
      assertThat(log.text().length()).as("seed %d, step %d", seed, i).isLessThanOrEqualTo(limit);
    }
  }

  @Test
  void aCutBeyondWhatIsKeptEmptiesIt() {
    LogBuffer log = new LogBuffer(2, 4);
    log.append("0123456789abcdef");
    assertThat(log.text()).isEqualTo("cdef");
    log.cutTo(0);
    assertThat(log.text()).isEmpty();
  }
}
