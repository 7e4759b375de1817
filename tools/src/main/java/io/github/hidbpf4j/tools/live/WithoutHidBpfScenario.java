package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.live.kernel.KernelSupport;
import java.io.IOException;

/** What the command says of a kernel without HID-BPF, and that it leaves devices alone. */
final class WithoutHidBpfScenario implements LiveScenario {
  private static final ExampleFix FIX =
      new ExampleFix("a4tech-horizontal-wheel", "examples/a4tech-horizontal-wheel/wheel");

  @Override
  public String name() {
    return "without-hid-bpf";
  }

  @Override
  public String text() {
    return "a kernel without HID-BPF: one line with the remedy, from each command";
  }

  @Override
  public String missing(LiveStage stage) throws IOException {
    return stage.run("kernel-support").lines().contains(KernelSupport.Kind.STRUCT_OPS.name())
        ? "the kernel has HID-BPF"
        : "";
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    var _ = stage.run("without-hid-bpf", FIX.recorded(stage), FIX.object(stage));
  }
}
