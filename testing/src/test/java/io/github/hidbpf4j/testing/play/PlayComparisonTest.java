package io.github.hidbpf4j.testing.play;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.testing.play.PlayStep.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which differences between two lists of observations count, and how they are reported. */
class PlayComparisonTest {
  private static final long MILLI = 1_000_000;
  private static final long SLACK = 20 * MILLI;

  /** One device; steps at 0, 10 and 100 ms. */
  private static final Play PLAY =
      new Play(
          "6.12",
          0,
          List.of(
              new PlayedDevice(
                  "",
                  new RecordedDevice(0, "", "", 0, 0, 0, new byte[0]),
                  List.of(),
                  "",
                  Map.of(),
                  List.of(),
                  false)),
          List.of(step(0), step(10), step(100)),
          Map.of());

  private static PlayStep step(long millis) {
    return new PlayStep(0, millis * MILLI, List.of(Counts.NONE), new PlayStep.End());
  }

  /** {@code KIND STEP MILLIS TEXT} each, with commas between. */
  private static List<Seen> seen(String text) {
    List<Seen> all = new ArrayList<>();
    for (String each : text.isBlank() ? new String[0] : text.split(",", -1)) {
      String[] words = each.strip().split(" ", 4);
      all.add(
          new Seen(
              0,
              SeenKind.valueOf(words[0]),
              Integer.parseInt(words[1]),
              Long.parseLong(words[2]) * MILLI,
              words[3]));
    }
    return all;
  }

  private static List<PlayDifference> compare(String expected, String found) {
    return PlayComparison.of(PLAY, seen(expected), seen(found), SLACK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "REPORT 1 0 01 02 | REPORT 1 0 01 02",
        // Between kinds, and between input devices, there is no order.
        "REPORT 1 0 01,EVENTS 1 0 e0 A 1,EVENTS 1 0 e1 B 1 | EVENTS 1 0 e1 B 1,EVENTS 1 0 e0 A 1,REPORT 1 0 01",
        // As late, and as early, as the tolerance allows.
        "REPORT 1 30 01 | REPORT 1 50 01",
        "REPORT 1 30 01 | REPORT 1 10 01",
        // After the next step, but not too late: on a kernel it is unknown which step caused it.
        "REPORT 1 80 01 | REPORT 2 10 01",
        // The time that a user waits for an answer is not compared.
        "ANSWER 1 0 01 | ANSWER 1 900 01",
      })
  void theseAreTheSame(String expected, String found) {
    assertThat(compare(expected, found)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "REPORT 1 0 01 | REPORT 1 0 02 | hidraw: different on the kernel (- in the replay, + on "
            + "the kernel) | - 01;+ 02",
        "REPORT 1 0 01 | '' | hidraw: different on the kernel (- in the replay, + on the kernel) | "
            + "- 01",
        "REPORT 1 0 01,REPORT 1 0 02 | REPORT 1 0 02,REPORT 1 0 01 | hidraw: different on the "
            + "kernel (- in the replay, + on the kernel) | - 01;  02;+ 01",
        "EVENTS 1 0 e1 B 1,EVENTS 1 0 e1 B 0 | EVENTS 1 0 e1 B 1 | input events: different on the "
            + "kernel (- in the replay, + on the kernel) |   e1 B 1;- e1 B 0",
        "REQUEST 1 0 get feature 0x01 | REQUEST 1 0 get feature 0x02 | requests to the device: "
            + "different on the kernel (- in the replay, + on the kernel) | - get feature 0x01;+ "
            + "get feature 0x02",
        "ANSWER 1 0 01 | ANSWER 1 0 error 5 | answers to hidraw users: different on the kernel (- "
            + "in the replay, + on the kernel) | - 01;+ error 5",
        "STATE 0 0 driver a | STATE 0 0 driver b | the device: different on the kernel (- in the "
            + "replay, + on the kernel) | - driver a;+ driver b",
        "REPORT 1 30 01 | REPORT 1 51 01 | hidraw: times differ on the kernel, by more than 20.0 "
            + "ms | 01: 21.0 ms late: expected 40.0 ms after the test began",
        "REPORT 1 30 01 | REPORT 1 9 01 | hidraw: times differ on the kernel, by more than 20.0 "
            + "ms | 01: 21.0 ms early: expected 40.0 ms after the test began",
      })
  void theseDiffer(String expected, String found, String message, String details) {
    assertThat(compare(expected, found))
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.message()).isEqualTo(message);
              assertThat(String.join(";", difference.details()).strip()).isEqualTo(details.strip());
            });
  }

  @Test
  void eachKindIsToldOfByItself() {
    assertThat(compare("REPORT 1 0 01,REQUEST 1 0 get", "REPORT 1 0 02"))
        .extracting(PlayDifference::message)
        .containsExactly(
            "hidraw: different on the kernel (- in the replay, + on the kernel)",
            "requests to the device: different on the kernel (- in the replay, + on the kernel)");
  }

  @Test
  void muchIsCut() {
    StringBuilder found = new StringBuilder("REPORT 1 0 00");
    for (int i = 1; i < 40; i++) {
      found.append(",REPORT 1 0 %02x".formatted(i));
    }
    assertThat(compare("", found.toString()).getFirst().details())
        .hasSize(17)
        .last()
        .asString()
        .endsWith("more lines");
  }
}
