package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.guest.machine.GuestClock;
import java.io.IOException;

/** A scenario: something that must hold on a real kernel. */
interface LiveScenario {
  /** A short name, for {@code --only}. */
  String name();

  /** What it tests, in one line. */
  String text();

  /** Whether it needs a kernel with HID-BPF. */
  default boolean needsHidBpf() {
    return false;
  }

  /** What it lacks on this stage, because of which it is skipped; "" if nothing. */
  default String missing(LiveStage stage) throws IOException {
    return "";
  }

  /** Whether it runs only if {@code --only} names it: because it measures, or takes long. */
  default boolean isOnlyByName() {
    return false;
  }

  /**
   * The clock of the guest. A scenario in which the host takes part, by plugging devices, needs the
   * host's time.
   */
  default GuestClock clock() {
    return GuestClock.INSTRUCTIONS;
  }

  /**
   * Runs the scenario.
   *
   * @throws ScenarioFailure if it fails
   */
  void run(LiveStage stage) throws IOException;
}
