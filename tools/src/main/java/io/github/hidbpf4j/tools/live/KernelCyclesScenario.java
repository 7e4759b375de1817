package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Path;

/** Attaching and detaching leaves nothing behind. */
final class KernelCyclesScenario implements LiveScenario {
  private static final int CYCLES = 1_000;

  @Override
  public String name() {
    return "kernel-cycles";
  }

  @Override
  public String text() {
    return "a fix attached in the kernel %d times and detached leaves nothing".formatted(CYCLES);
  }

  @Override
  public boolean needsHidBpf() {
    return true;
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Path folder = stage.root().resolve("examples/a4tech-horizontal-wheel");
    stage
        .run(
            "kernel-cycles",
            folder.resolve("wheel.hid"),
            folder.resolve("a4tech-horizontal-wheel.bpf.o"),
            stage.count(CYCLES))
        .lines()
        .forEach(line -> stage.note("kernel-cycles: " + line));
  }
}
