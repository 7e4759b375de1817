package io.github.hidbpf4j.tools.live;

import java.io.IOException;

/** The product's own command attaches a fix in the kernel, shows it, and detaches it again. */
final class CommandScenario implements LiveScenario {
  private static final ExampleFix FIX =
      new ExampleFix("a4tech-horizontal-wheel", "examples/a4tech-horizontal-wheel/wheel");

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
    var _ = stage.run("command", FIX.recorded(stage), FIX.object(stage));
  }
}
