package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Path;

/** The product's own command attaches a fix in the kernel, shows it, and detaches it again. */
final class CommandScenario implements LiveScenario {
  @Override
  public String name() {
    return "kernel-command";
  }

  @Override
  public String text() {
    return "hidbpf doctor, attach, status and detach with a fix in the kernel";
  }

  @Override
  public boolean needsHidBpf() {
    return true;
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Path folder = stage.root().resolve("examples/a4tech-horizontal-wheel");
    var _ =
        stage.run(
            "command",
            folder.resolve("wheel.hid"),
            folder.resolve("a4tech-horizontal-wheel.bpf.o"));
  }
}
