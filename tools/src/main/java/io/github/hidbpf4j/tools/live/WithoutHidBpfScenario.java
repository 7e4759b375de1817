package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.live.kernel.KernelSupport;
import java.io.IOException;
import java.nio.file.Path;

/** What the command says of a kernel without HID-BPF, and that it leaves devices alone. */
final class WithoutHidBpfScenario implements LiveScenario {
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
    Path folder = stage.root().resolve("examples/a4tech-horizontal-wheel");
    var _ =
        stage.run(
            "without-hid-bpf",
            folder.resolve("wheel.hid"),
            folder.resolve("a4tech-horizontal-wheel.bpf.o"));
  }
}
