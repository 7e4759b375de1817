package io.github.hidbpf4j.tools.live;

import java.io.IOException;

/** One thing that has to be so on a real kernel. */
interface LiveScenario {
  /** A short name, for {@code --only}. */
  String name();

  /** What it shows, in one line. */
  String text();

  /**
   * Shows it.
   *
   * @throws ScenarioFailure if it is not so
   */
  void run(LiveStage stage) throws IOException;
}
