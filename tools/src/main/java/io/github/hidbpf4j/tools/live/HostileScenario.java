package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Path;

/** Hostile devices do not keep the daemon from serving others. */
final class HostileScenario implements LiveScenario {
  private static final int COUNT = 24;
  private static final long SEED = 1;

  @Override
  public String name() {
    return "hostile";
  }

  @Override
  public String text() {
    return "--count devices with descriptors made by chance, floods and replug storms: the daemon lives, another mouse loses nothing";
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Path example = stage.root().resolve("examples/a4tech-horizontal-wheel");
    stage
        .run(
            "hostile",
            example.resolve("wheel.hid"),
            example.resolve("a4tech-horizontal-wheel.bpf.o"),
            SEED,
            stage.count(COUNT),
            String.join(" ", LauncherOptions.of(stage.root(), "daemon")))
        .lines()
        .forEach(line -> stage.note("hostile: " + line));
  }
}
