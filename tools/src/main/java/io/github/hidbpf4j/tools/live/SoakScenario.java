package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Path;

/** The daemon is killed, or the mouse unplugged, during traffic, repeatedly. */
final class SoakScenario implements LiveScenario {
  private static final int COUNT = 9;

  private final boolean kills;

  private SoakScenario(boolean kills) {
    this.kills = kills;
  }

  /** The scenario that kills the daemon. */
  static SoakScenario ofKills() {
    return new SoakScenario(true);
  }

  /** The scenario that unplugs the mouse. */
  static SoakScenario ofReplugs() {
    return new SoakScenario(false);
  }

  @Override
  public String name() {
    return "soak-" + what();
  }

  private String what() {
    return kills ? SoakCommand.KILLS : SoakCommand.REPLUGS;
  }

  @Override
  public String text() {
    return "--count %s under traffic: nothing twice, nothing stuck, no clone left"
        .formatted(kills ? "kills of the daemon (TERM, KILL, STOP)" : "replugs of a device");
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Path example = stage.root().resolve("examples/a4tech-horizontal-wheel");
    stage
        .run(
            "soak",
            example.resolve("wheel.hid"),
            example.resolve("a4tech-horizontal-wheel.bpf.o"),
            what(),
            stage.count(COUNT),
            String.join(" ", LauncherOptions.of(stage.root(), "daemon")))
        .lines()
        .forEach(line -> stage.note(name() + ": " + line));
  }
}
