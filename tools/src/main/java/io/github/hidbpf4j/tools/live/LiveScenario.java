package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.guest.machine.GuestClock;
import java.io.IOException;

/** One thing that has to be so on a real kernel. */
interface LiveScenario {
  /** A short name, for {@code --only}. */
  String name();

  /** What it shows, in one line. */
  String text();

  /** Whether it can only be shown on a kernel that has HID-BPF. */
  default boolean needsHidBpf() {
    return false;
  }

  /** What it lacks on this stage, for which it is skipped; "" where nothing. */
  default String missing(LiveStage stage) {
    return "";
  }

  /** Whether it is left out unless {@code --only} names it: it measures, or takes long. */
  default boolean isOnlyByName() {
    return false;
  }

  /**
   * What the guest's time is measured by. One in which the host takes part, by plugging devices,
   * needs the host's.
   */
  default GuestClock clock() {
    return GuestClock.INSTRUCTIONS;
  }

  /**
   * Shows it.
   *
   * @throws ScenarioFailure if it is not so
   */
  void run(LiveStage stage) throws IOException;
}
