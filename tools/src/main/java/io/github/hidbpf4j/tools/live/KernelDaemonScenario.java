package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Path;

/** The daemon attaches fixes in the kernel as devices appear, and cleans up after those that go. */
final class KernelDaemonScenario implements LiveScenario {
  @Override
  public String name() {
    return "kernel-daemon";
  }

  @Override
  public String text() {
    return "hidbpf daemon --mode kernel and auto: plug, unplug, status, SIGTERM, SIGKILL";
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
            "kernel-daemon",
            folder.resolve("wheel.hid"),
            folder.resolve("a4tech-horizontal-wheel.bpf.o"))
        .lines()
        .forEach(line -> stage.note(name() + ": " + line));
  }
}
