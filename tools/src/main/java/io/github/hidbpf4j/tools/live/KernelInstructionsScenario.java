package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** libbpf passes the instructions to the kernel that our linker makes. */
final class KernelInstructionsScenario implements LiveScenario {
  private static final List<String> FOLDERS =
      List.of("examples", "testdata/hid-bpf", "testdata/async", "testdata/conventions");

  /** With fewer, the objects were not found, or none of them loads. */
  private static final int LEAST = 40;

  @Override
  public String name() {
    return "kernel-instructions";
  }

  @Override
  public String text() {
    return "libbpf gives the kernel the instructions that hidbpf's linker makes";
  }

  @Override
  public boolean needsHidBpf() {
    return true;
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : FOLDERS) {
      try (Stream<Path> found = Files.walk(stage.root().resolve(folder))) {
        files.addAll(found.filter(file -> file.toString().endsWith(".bpf.o")).sorted().toList());
      }
    }
    List<String> lines = stage.run("kernel-instructions", files.toArray()).lines();
    List<String> different = lines.stream().filter(line -> line.startsWith("x ")).toList();
    long same = lines.stream().filter(line -> line.startsWith("i ")).count();
    ScenarioFailure.unless(
        different.isEmpty() && same >= LEAST, "%d are the same; %s".formatted(same, different));
    stage.note("%s: %d programs".formatted(name(), same));
  }
}
