package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A process that is killed while it attaches and detaches fixes leaves behind what the docs
 * promise.
 */
final class KernelKillsScenario implements LiveScenario {
  private static final int KILLS = 20;

  /**
   * An example that changes the descriptor, for which the kernel creates new nodes for the device.
   */
  private static final String ONE = "a4tech-horizontal-wheel";

  @Override
  public String name() {
    return "kernel-kills";
  }

  @Override
  public String text() {
    return "a process that is killed at any moment leaves nothing in the kernel but what is pinned";
  }

  @Override
  public boolean needsHidBpf() {
    return true;
  }

  /** One process per kill: takes minutes. */
  @Override
  public boolean isOnlyByName() {
    return true;
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Path folder = stage.root().resolve("examples").resolve(ONE);
    for (Path object :
        new Path[] {
          folder.resolve(ONE + ".bpf.o"), stage.root().resolve("testdata/live/several.bpf.o")
        }) {
      stage
          .run("kernel-kills", folder.resolve("wheel.hid"), object, stage.count(KILLS))
          .lines()
          .forEach(line -> stage.note("%s: %s, %s".formatted(name(), object.getFileName(), line)));
    }
  }
}
