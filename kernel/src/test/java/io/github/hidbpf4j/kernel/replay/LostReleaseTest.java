package io.github.hidbpf4j.kernel.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.RunKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * examples/rejected/explore-lost-release: exploring finds a mistake that takes two preemptions, and
 * tells how to see it again.
 */
@Timeout(120)
class LostReleaseTest {
  private static final String FOLDER = "rejected/explore-lost-release";
  private static final int SEEDS = 150;

  private final ExampleReplay lost = new ExampleReplay(FOLDER, "dial.hid");
  private final ExampleReplay kept =
      new ExampleReplay(FOLDER, "explore-kept-release.bpf.o", "dial.hid");

  @Test
  void nothingIsWrongThatAVerifierCouldSee() {
    assertThat(lost.refused()).isEmpty();
    assertThat(kept.refused()).isEmpty();
  }

  @Test
  void theNaturalOrderIsAllRight() {
    assertThat(lost.host()).hasSize(5).last().isEqualTo("500.625 + 03 00");
    assertThat(kept.host()).isEqualTo(lost.host());
  }

  @Test
  void exploringFindsTheLostRelease() {
    List<Outcome> outcomes = lost.explore(SEEDS);
    assertThat(outcomes).hasSize(2);
    assertThat(outcomes.getFirst().tail()).hasSize(5).last().isEqualTo("03 00");
    Outcome bad = outcomes.getLast();
    assertThat(bad.tail()).hasSize(4).last().isEqualTo("03 05");
    assertThat(bad.seeds()).isLessThan(SEEDS / 4);

    // Its seed shows it again, by the shortest timeline of all that lose the release.
    assertThat(lost.trace(bad.seed())).hasSize((int) bad.length());
    assertThat(delivered(lost.trace(bad.seed()))).isEqualTo(4);
    for (long seed = 0; seed < SEEDS; seed++) {
      List<KernelEvent> trace = lost.trace(seed);
      if (delivered(trace) == 4) {
        assertThat(trace).hasSizeGreaterThanOrEqualTo((int) bad.length());
        assertThat(preemptions(trace)).as("seed %d", seed).isGreaterThanOrEqualTo(2);
      }
    }
  }

  @Test
  void theRightOneHasOneOutcome() {
    assertThat(kept.explore(SEEDS)).hasSize(1);
  }

  private static long delivered(List<KernelEvent> trace) {
    return trace.stream().filter(e -> e instanceof InputOutcome o && o.delivered() != null).count();
  }

  /** Events of the device while a work item ran. */
  private static int preemptions(List<KernelEvent> trace) {
    int running = 0;
    int preemptions = 0;
    for (KernelEvent event : trace) {
      switch (event) {
        case ProgramEvent.RunBegan b when b.kind() == RunKind.WORK -> running++;
        case ProgramEvent.RunEnded r when r.kind() == RunKind.WORK -> running--;
        case DeviceEvent.ReportSent _ -> preemptions += running;
        default -> {}
      }
    }
    return preemptions;
  }
}
