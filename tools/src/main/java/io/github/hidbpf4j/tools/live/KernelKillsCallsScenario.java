package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that is killed before any system call by which it attaches a fix and takes it off
 * leaves what docs promise.
 */
final class KernelKillsCallsScenario implements LiveScenario {
  private static final Path HOST = Path.of("/");

  /** One that changes the descriptor, for which the kernel gives the device new nodes. */
  private static final String ONE = "a4tech-horizontal-wheel";

  @Override
  public String name() {
    return "kernel-kills-calls";
  }

  @Override
  public String text() {
    return "what a process leaves that is killed before a system call that changes what is attached or pinned: before each of them, or with --count before so many of all calls";
  }

  @Override
  public boolean needsHidBpf() {
    return true;
  }

  @Override
  public String missing(LiveStage stage) {
    return Files.isExecutable(HOST.resolve("usr/bin").resolve(KernelKillsCallsCommand.STRACE))
        ? ""
        : "no /usr/bin/strace on this machine";
  }

  /** A process a kill: many minutes. */
  @Override
  public boolean isOnlyByName() {
    return true;
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Path folder = stage.root().resolve("examples").resolve(ONE);
    for (Path object :
        new Path[] {
          stage.root().resolve("testdata/live/several.bpf.o"), folder.resolve(ONE + ".bpf.o")
        }) {
      for (String pinned : new String[] {"pinned", "unpinned"}) {
        stage
            .run(
                "kernel-kills-calls",
                SentProgram.files(HOST, KernelKillsCallsCommand.STRACE),
                folder.resolve("wheel.hid"),
                object,
                pinned,
                stage.count(0))
            .lines()
            .stream()
            .filter(line -> line.contains("killed before each"))
            .forEach(
                line -> stage.note("%s: %s, %s".formatted(name(), object.getFileName(), line)));
      }
    }
  }
}
