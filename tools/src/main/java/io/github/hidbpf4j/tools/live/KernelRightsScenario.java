package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which capabilities the daemon needs to attach fixes in the kernel, and what it prints without
 * them.
 */
final class KernelRightsScenario implements LiveScenario {
  private static final Path HOST = Path.of("/");

  @Override
  public String name() {
    return "kernel-rights";
  }

  @Override
  public String text() {
    return "hidbpf daemon --mode kernel with the rights of the package's service, and with those of its drop-in";
  }

  @Override
  public boolean needsHidBpf() {
    return true;
  }

  @Override
  public String missing(LiveStage stage) {
    return Files.isExecutable(HOST.resolve("usr/bin").resolve(KernelRightsCommand.SETPRIV))
        ? ""
        : "no /usr/bin/setpriv on this machine (util-linux)";
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Path folder = stage.root().resolve("examples/a4tech-horizontal-wheel");
    stage
        .run(
            "kernel-rights",
            SentProgram.files(HOST, KernelRightsCommand.SETPRIV),
            folder.resolve("wheel.hid"),
            folder.resolve("a4tech-horizontal-wheel.bpf.o"))
        .lines()
        .forEach(line -> stage.note(name() + ": " + line));
  }
}
