package io.github.hidbpf4j.tools.live;

import java.io.IOException;

/** Requests to a clone reach its original. */
final class RequestsScenario implements LiveScenario {
  @Override
  public String name() {
    return "requests";
  }

  @Override
  public String text() {
    return "LEDs, output reports and feature requests to the clone reach the device";
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    stage.run("requests").lines().forEach(line -> stage.note("requests: " + line));
  }
}
