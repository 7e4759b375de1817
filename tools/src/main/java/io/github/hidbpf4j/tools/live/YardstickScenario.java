package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Uses udev-hid-bpf as the yardstick: the fixes of its package, which are the kernel tree's, do the
 * same on their devices whether it or hidbpf attaches them; and measures how long both take to
 * attach one.
 */
final class YardstickScenario implements LiveScenario {
  private static final String EXAMPLE = "a4tech-horizontal-wheel";

  private static final Pattern SENT = Pattern.compile("(?:\\w+ )?send ([0-9a-fA-F ]+)");

  @Override
  public String name() {
    return "yardstick";
  }

  @Override
  public String text() {
    return "fixes of the package udev-hid-bpf do the same attached by it and by hidbpf, and how long that takes (--udev-hid-bpf)";
  }

  @Override
  public boolean needsHidBpf() {
    return true;
  }

  @Override
  public String missing(LiveStage stage) {
    return stage.udevHidBpf() == null
        ? "no --udev-hid-bpf FOLDER, in which its package and those that it depends on are unpacked"
        : "";
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    @Nullable Path root = stage.udevHidBpf();
    if (root == null) {
      throw new ScenarioFailure(missing(stage));
    }
    Map<String, Path> program = SentProgram.files(root, UdevHidBpf.NAME);
    Path example = stage.root().resolve("examples").resolve(EXAMPLE);
    stage
        .run(
            "yardstick",
            program,
            "time",
            example.resolve(EXAMPLE + ".bpf.o"),
            example.resolve("wheel.hid"))
        .lines()
        .forEach(line -> stage.note(name() + ": ms to attach " + EXAMPLE + ": " + line));
    List<String> different = new ArrayList<>();
    int same = 0;
    int attached = 0;
    int fixes = 0;
    for (Map.Entry<String, Path> fix : UdevHidBpf.fixes(root).entrySet()) {
      Path folder = stage.root().resolve("testdata/kernel-fixes").resolve(fix.getKey());
      if (!Files.isDirectory(folder)) {
        continue;
      }
      fixes++;
      List<Object> words = new ArrayList<>(List.of("behaviour", fix.getValue()));
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : (Iterable<Path>) files.sorted()::iterator) {
          if (file.toString().endsWith(".hid")) {
            words.add(file);
          } else if (file.toString().endsWith("fix.scenario")) {
            words.addAll(reports(file));
          }
        }
      }
      for (String line : stage.run("yardstick", program, words.toArray()).lines()) {
        if (line.startsWith("same ")) {
          same++;
          attached += line.endsWith(" refused") ? 0 : 1;
          if (line.endsWith(" forced")) {
            stage.note("%s: by --force only: %s: %s".formatted(name(), fix.getKey(), line));
          }
        } else {
          different.add("%s: %s".formatted(fix.getKey(), line));
        }
      }
    }
    stage.note(
        "%s: %d fixes, %d recordings, the same in %d, in %d of them attached"
            .formatted(name(), fixes, same + different.size(), same, attached));
    ScenarioFailure.unless(
        different.isEmpty() && attached > 0, "%d the same; %s".formatted(same, different));
  }

  /** The reports that a scenario sends, each once. */
  private static Set<String> reports(Path scenario) throws IOException {
    Set<String> reports = new LinkedHashSet<>();
    for (String line : Files.readAllLines(scenario)) {
      Matcher send = SENT.matcher(line);
      if (send.matches() && send.group(1).replace(" ", "").length() % 2 == 0) {
        reports.add(YardstickCommand.SEND + send.group(1).replace(" ", ""));
      }
    }
    return reports;
  }
}
