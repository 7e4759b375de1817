package io.github.hidbpf4j.tools.live;

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

  /**
   * Shows it.
   *
   * @throws ScenarioFailure if it is not so
   */
  void run(LiveStage stage) throws IOException;
}
