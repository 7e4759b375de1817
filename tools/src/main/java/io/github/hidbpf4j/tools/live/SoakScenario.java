package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Path;

/** The daemon is killed, and the mouse unplugged, during traffic, repeatedly. */
final class SoakScenario implements LiveScenario {
  private static final int COUNT = 9;

  @Override
  public String name() {
    return "soak";
  }

  @Override
  public String text() {
    return "--count kills of the daemon (TERM, KILL, STOP) and replugs under traffic: nothing twice, nothing stuck, no clone left";
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Path example = stage.root().resolve("examples/a4tech-horizontal-wheel");
    stage
        .run(
            "soak",
            example.resolve("wheel.hid"),
            example.resolve("a4tech-horizontal-wheel.bpf.o"),
            stage.count(COUNT),
            String.join(" ", LauncherOptions.of(stage.root(), "daemon")))
        .lines()
        .forEach(line -> stage.note("soak: " + line));
  }
}
