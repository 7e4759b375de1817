package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All reports of a fast device pass through the bridge, once each, from the first one on. */
final class StreamScenario implements LiveScenario {
  private static final int COUNT = 10_000;
  private static final double LONGEST_COLLECTION_MILLIS = 10;

  private final int rate;

  /**
   * Creates the scenario for a device.
   *
   * @param rate how many reports it sends per second
   */
  StreamScenario(int rate) {
    this.rate = rate;
  }

  @Override
  public String name() {
    return "stream-" + rate;
  }

  @Override
  public String text() {
    return "--count reports, %d a second, come through the bridge, each once; GC pauses below 10 ms"
        .formatted(rate);
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Path example = stage.root().resolve("examples/a4tech-horizontal-wheel");
    List<String> options = new ArrayList<>(LauncherOptions.of(stage.root(), "attach"));
    options.add("-Xlog:gc,safepoint:file=/tmp/gc.log:none");
    List<String> lines =
        stage
            .run(
                "stream",
                example.resolve("wheel.hid"),
                "bridge",
                example.resolve("a4tech-horizontal-wheel.bpf.o"),
                stage.count(COUNT),
                rate,
                String.join(" ", options))
            .lines();
    lines.forEach(line -> stage.note(name() + ": " + line));
    ScenarioFailure.unless(
        longestCollection(lines) < LONGEST_COLLECTION_MILLIS,
        "a pause of the collector took longer than " + LONGEST_COLLECTION_MILLIS + " ms");
  }

  private static double longestCollection(List<String> lines) {
    String line =
        lines.stream()
            .filter(each -> each.startsWith("while reports came:"))
            .findFirst()
            .orElseThrow(() -> new ScenarioFailure("no line of the collector's: " + lines));
    return Double.parseDouble(
        line.replaceFirst(".*collections: \\d+, the longest ([0-9.]+) ms.*", "$1"));
  }
}
