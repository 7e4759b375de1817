package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.HidBpf;
import io.github.hidbpf4j.guest.machine.CaseOutcome.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An example's fix on its device, by the bridge: readers of the clone get what the replay of the
 * recording says, reports as well as events; those of the original get nothing meanwhile, and
 * everything again afterwards.
 */
final class BridgeScenario implements LiveScenario {
  private final String example;
  private final String recording;

  /**
   * That of a folder of examples.
   *
   * @param recording path of the recording from the project's root, without suffix
   */
  BridgeScenario(String example, String recording) {
    this.example = example;
    this.recording = recording;
  }

  @Override
  public String name() {
    return "bridge-" + example;
  }

  @Override
  public String text() {
    return "the fix of examples/%s on its device, by the bridge, does what its replay says"
        .formatted(example);
  }

  /** Once more where it fails: a busy host may let the guest stand still for half a second. */
  @Override
  public void run(LiveStage stage) throws IOException {
    try {
      runOnce(stage);
    } catch (ScenarioFailure e) {
      stage.note("%s: played again: %s".formatted(name(), e.getMessage()));
      runOnce(stage);
    }
  }

  private void runOnce(LiveStage stage) throws IOException {
    Path folder = stage.root().resolve("examples").resolve(example);
    Path object = folder.resolve(example + ".bpf.o");
    Path played = stage.root().resolve(recording + ".hid");
    List<Object> arguments = new ArrayList<>(List.of(played, object));
    Path model = stage.root().resolve(recording + ".model");
    if (Files.exists(model)) {
      arguments.add(model);
    }
    Finished bridged = stage.run("bridge", arguments.toArray());
    List<String> lines = bridged.lines();
    ScenarioFailure.unless(
        lines.stream().noneMatch(line -> line.startsWith("o ")),
        "the original was not silent: " + lines);

    ReplayComparison.compare(HidBpf.load(object).on(played), model, lines);
    lines.stream()
        .filter(line -> line.startsWith("latency "))
        .forEach(line -> stage.note("%s: %s ns (median, 99 %%, most)".formatted(name(), line)));
  }
}
