package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures how long a report takes through the bridge, compared with a forwarder in C, {@code
 * benchmarks/src/main/c/forwarder.c}, for the same device: in turns, in one guest.
 */
final class LatencyScenario implements LiveScenario {
  private static final int ROUNDS = 5;
  private static final int REPORTS = 4_000;
  private static final int RATE = 1_000;
  private static final Pattern FIGURES = Pattern.compile("µs: p50 (\\S+) p90 \\S+ p99 (\\S+) ");

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String text() {
    return "a report through the bridge takes no longer than 1.3 times (median) that through C; --count rounds; needs gcc or clang";
  }

  @Override
  public boolean isOnlyByName() {
    return true;
  }

  private record Figure(double median, double most) {
    static Figure of(List<String> lines) {
      for (String line : lines) {
        Matcher found = FIGURES.matcher(line);
        if (found.find()) {
          return new Figure(Double.parseDouble(found.group(1)), Double.parseDouble(found.group(2)));
        }
      }
      throw new ScenarioFailure("no figures: " + lines);
    }
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Path program = compile(stage);
    Path example = stage.root().resolve("examples/a4tech-horizontal-wheel");
    Path recording = example.resolve("wheel.hid");
    String options = String.join(" ", LauncherOptions.of(stage.root(), "attach"));
    Map<String, List<Figure>> all = new TreeMap<>();
    for (int round = 0; round < stage.count(ROUNDS); round++) {
      for (String kind : List.of("read", "poll")) {
        add(
            stage,
            all,
            "C, " + kind,
            stage.run("stream", recording, kind, program, REPORTS, RATE).lines());
      }
      Path object = example.resolve("a4tech-horizontal-wheel.bpf.o");
      add(
          stage,
          all,
          "bridge",
          stage.run("stream", recording, "bridge", object, REPORTS, RATE, options).lines());
    }
    all.forEach(
        (kind, figures) ->
            stage.note(
                "latency: %-8s p50 %.1f, p99 %.1f µs (medians of %d rounds)"
                    .formatted(
                        kind, median(figures, true), median(figures, false), figures.size())));
    List<Figure> bridge = all.getOrDefault("bridge", List.of());
    for (String kind : List.of("C, read", "C, poll")) {
      List<Figure> other = all.getOrDefault(kind, List.of());
      stage.note(
          "latency: bridge to %s: p50 %.2f, p99 %.2f"
              .formatted(
                  kind,
                  median(bridge, true) / median(other, true),
                  median(bridge, false) / median(other, false)));
    }
  }

  private static void add(
      LiveStage stage, Map<String, List<Figure>> all, String kind, List<String> lines) {
    lines.stream().filter(line -> line.contains("µs: p50")).forEach(stage::note);
    all.computeIfAbsent(kind, _ -> new ArrayList<>()).add(Figure.of(lines));
  }

  private static double median(List<Figure> figures, boolean ofMedians) {
    double[] sorted =
        figures.stream().mapToDouble(f -> ofMedians ? f.median() : f.most()).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Compiles it statically, since the guest has only the libraries that Java needs. */
  private static Path compile(LiveStage stage) throws IOException {
    Path source = stage.root().resolve("benchmarks/src/main/c/forwarder.c");
    Path program = stage.work().resolve("forwarder");
    List<String> said = new ArrayList<>();
    for (String compiler : List.of("gcc", "clang", "cc")) {
      try {
        Process process =
            new ProcessBuilder(
                    compiler,
                    "-O2",
                    "-static",
                    "-pthread",
                    "-o",
                    program.toString(),
                    source.toString())
                .redirectErrorStream(true)
                .start();
        said.addAll(process.inputReader().readAllLines());
        if (process.waitFor() == 0 && Files.exists(program)) {
          return program;
        }
      } catch (IOException e) {
        said.add(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw new ScenarioFailure(
        "%s cannot be compiled: needs gcc or clang, and a static C library (Debian: packages gcc, libc6-dev): %s"
            .formatted(source, said));
  }
}
