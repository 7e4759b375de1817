package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures how soon after the start of the command the clone exists, compared with a start of Java.
 */
final class StartScenario implements LiveScenario {
  private static final int ROUNDS = 5;
  private static final double MORE_MILLIS = 300;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String text() {
    return "from start to clone no longer than twice `java -version` and 0.3 s; --count rounds";
  }

  @Override
  public boolean isOnlyByName() {
    return true;
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Path example = stage.root().resolve("examples/a4tech-horizontal-wheel");
    List<String> lines =
        stage
            .run(
                "start",
                example.resolve("wheel.hid"),
                example.resolve("a4tech-horizontal-wheel.bpf.o"),
                stage.count(ROUNDS),
                String.join(" ", LauncherOptions.of(stage.root(), "attach")))
            .lines();
    double java = median(lines, StartCommand.JAVA);
    double bridge = median(lines, StartCommand.BRIDGE);
    stage.note(
        "start: java -version %.0f ms, start to clone %.0f ms, %.2f times (and 0.3 s: %s)"
            .formatted(
                java,
                bridge,
                bridge / java,
                bridge <= 2 * java + MORE_MILLIS ? "within twice" : "more than twice"));
  }

  private static double median(List<String> lines, String what) {
    List<Double> all = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(what)) {
        all.add(Double.parseDouble(line.substring(what.length()).replace(" ms", "")));
      }
    }
    ScenarioFailure.unless(!all.isEmpty(), "no figures: " + lines);
    return all.stream().sorted().toList().get(all.size() / 2);
  }
}
