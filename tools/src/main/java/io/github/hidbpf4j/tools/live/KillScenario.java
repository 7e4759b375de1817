package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Path;

/** A bridge is killed in the middle of traffic, and the device is as before at once. */
final class KillScenario implements LiveScenario {
  private static final int TIMES = 4;

  @Override
  public String name() {
    return "kill";
  }

  @Override
  public String text() {
    return "a bridge that is killed gives the device back: nothing twice, nothing stuck, no clone";
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Path folder = stage.root().resolve("examples/a4tech-horizontal-wheel");
    stage
        .run(
            "kill",
            folder.resolve("wheel.hid"),
            folder.resolve("a4tech-horizontal-wheel.bpf.o"),
            TIMES)
        .lines()
        .forEach(line -> stage.note("kill: " + line));
  }
}
