package io.github.hidbpf4j.kernel.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The timeline of examples/pen-out-of-proximity: what is held back, what is forgotten. */
@Timeout(60)
class PenExampleTest {
  private static final String AT = " 10 27 10 27 00 00 00 00";
  private static final String IN = "07 20" + AT;
  private static final String OUT = "07 00" + AT;

  private final ExampleReplay example = new ExampleReplay("pen-out-of-proximity", "pen.hid");

  @Test
  void linuxWouldTakeIt() {
    assertThat(example.refused()).isEmpty();
  }

  /** What the host gets of the recording: of each report time, whether injected, and flags. */
  @Test
  void expectedTimeline() {
    assertThat(example.host().stream().map(l -> l.substring(0, l.indexOf(' ') + 8)))
        .containsExactly(
            "0.000 = 07 20",
            "5.012 = 07 20",
            "10.008 = 07 21",
            "15.021 = 07 21",
            "20.017 = 07 21",
            "40.014 = 07 21",
            "45.011 = 07 21",
            "50.020 = 07 21",
            "55.013 = 07 20",
            "80.000 + 07 00",
            "240.000 = 07 20",
            "245.000 = 07 20",
            "270.000 = 07 20",
            "275.000 = 07 20",
            "300.000 + 07 00",
            "302.000 = 07 20",
            "307.000 = 07 20",
            "317.000 = 07 20",
            "338.500 + 07 00",
            "400.000 = 07 22",
            "425.000 + 07 00",
            "440.000 = 07 00");
  }

  @Test
  void whatIsSentLateIsTheReportThatWasHeldBack() {
    assertThat(example.host())
        .contains(
            "80.000 + 07 00 9f 23 93 14 00 00 fa 0b", "425.000 + 07 00 e1 22 a1 14 00 00 fa 0b");
  }

  @Test
  void backWithinTwentyMilliseconds() {
    for (String back : List.of("10.001", "15", "29.999", "30")) {
      assertThat(example.host(List.of("0 " + IN, "10 " + OUT, back + " " + IN)))
          .as(back)
          .hasSize(2)
          .noneMatch(l -> l.contains("+"));
    }
    assertThat(example.host(List.of("0 " + IN, "10 " + OUT, "30.001 " + IN)))
        .containsExactly("0.000 = " + IN, "30.000 + " + OUT, "30.001 = " + IN);
  }

  /** Each time the callback, which cancelling drops, has to be set again. */
  @Test
  void cancelledAgainAndAgain() {
    assertThat(
            example.host(
                List.of(
                    "0 " + IN,
                    "1 " + OUT,
                    "2 " + IN,
                    "3 " + OUT,
                    "4 " + IN,
                    "5 " + OUT,
                    "24 " + IN,
                    "25 " + OUT)))
        .containsExactly(
            "0.000 = " + IN, "2.000 = " + IN, "4.000 = " + IN, "24.000 = " + IN, "45.000 + " + OUT);
  }

  /**
   * Reports that arrive while a work item injects are lost, as in Linux: not only the program's
   * fault.
   */
  @Test
  void aReportThatComesDuringTheInjectionIsLostAndFound() {
    List<Outcome> outcomes = example.explore(List.of("0 " + IN, "10 " + OUT, "30.001 " + IN), 100);
    assertThat(outcomes).hasSizeGreaterThan(1);
    for (Outcome o : outcomes) {
      boolean lost = o.tail().getLast().equals("07 00" + AT);
      assertThat(o.summary().findings())
          .extracting(f -> f.kind().id())
          .isEqualTo(lost ? List.of("event-lost") : List.of());
    }
    assertThat(outcomes).anyMatch(o -> !o.summary().findings().isEmpty());
  }

  @Test
  void aPenThatWasNeverHereLeavesAtOnce() {
    assertThat(example.host(List.of("0 " + OUT, "3 " + OUT)))
        .containsExactly("0.000 = " + OUT, "3.000 = " + OUT);
  }

  @Test
  void noOrderOfThingsChangesTheOutcome() {
    assertThat(example.explore(40)).hasSize(1);
    // The pen comes back at the very moment at which the timer expires, and goes for good.
    assertThat(
            example.explore(
                List.of("0 " + IN, "10 " + OUT, "30 " + IN, "31.5 " + OUT, "60 " + IN), 40))
        .hasSize(1);
  }
}
