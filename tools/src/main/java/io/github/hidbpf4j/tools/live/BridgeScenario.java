package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.HidBpf;
import io.github.hidbpf4j.guest.machine.CaseOutcome.Finished;
import java.io.IOException;
import java.util.List;

/**
 * Tests an example's fix on its device, by the bridge: readers of the clone get what the replay of
 * the recording says, reports as well as events; those of the original get nothing meanwhile, and
 * everything again afterwards.
 */
final class BridgeScenario implements LiveScenario {
  private final ExampleFix fix;

  /**
   * Creates the scenario for a folder of examples.
   *
   * @param recording path of the recording from the project's root, without suffix
   */
  BridgeScenario(String example, String recording) {
    fix = new ExampleFix(example, recording);
  }

  @Override
  public String name() {
    return "bridge-" + fix.example();
  }

  @Override
  public String text() {
    return "the fix of examples/%s on its device, by the bridge, does what its replay says"
        .formatted(fix.example());
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Finished bridged = stage.run("bridge", fix.arguments(stage));
    List<String> lines = bridged.lines();
    ScenarioFailure.unless(
        lines.stream().noneMatch(line -> line.startsWith("o ")),
        "the original was not silent: " + lines);

    ReplayComparison.compare(
        HidBpf.load(fix.object(stage)).on(fix.recorded(stage)), fix.model(stage), lines);
    lines.stream()
        .filter(line -> line.startsWith("latency "))
        .forEach(line -> stage.note("%s: %s ns (median, 99 %%, most)".formatted(name(), line)));
  }
}
