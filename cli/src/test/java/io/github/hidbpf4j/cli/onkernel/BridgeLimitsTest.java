package io.github.hidbpf4j.cli.onkernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.testing.play.Play;
import io.github.hidbpf4j.testing.play.PlayStep;
import io.github.hidbpf4j.testing.play.PlayStep.Counts;
import io.github.hidbpf4j.testing.play.Seen;
import io.github.hidbpf4j.testing.play.SeenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plays that a bridge cannot do as the kernel does. */
class BridgeLimitsTest {
  private static Play play(String letters) {
    List<PlayStep> steps = new ArrayList<>();
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      PlayStep.Action action =
          switch (letter) {
            case 'p' -> new PlayStep.Plug();
            case 's' -> new PlayStep.Send(new byte[1], false);
            case 'd' -> new PlayStep.Detach();
            default -> new PlayStep.End();
          };
      steps.add(new PlayStep(0, 0, List.of(Counts.NONE), action));
    }
    return new Play("6.12", 0, List.of(), steps, Map.of());
  }

  /** What is observed: its kind, and the step after which it comes. */
  @ParameterizedTest
  @CsvSource({
    "pse,  REPORT,  1, ''",
    "psde, STATE,   2, ''",
    "psdse, REPORT, 3, ''",
    "psde, REPORT,  2, outlive",
    "psdse, EVENTS, 2, outlive",
    "psde, REQUEST, 2, outlive",
  })
  void timersThatOutliveTheHookCannotBeSeen(String steps, SeenKind kind, int step, String why) {
    String found = BridgeLimits.unfit(play(steps), List.of(new Seen(0, kind, step, 0, "x")));
    if (why.isEmpty()) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found).contains(why);
    }
  }
}
