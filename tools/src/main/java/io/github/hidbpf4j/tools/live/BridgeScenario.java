package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.HidBpf;
import io.github.hidbpf4j.HidBpfRun;
import io.github.hidbpf4j.RunResult;
import io.github.hidbpf4j.cli.guest.NodePacket;
import io.github.hidbpf4j.guest.machine.CaseOutcome.Finished;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.kernel.replay.EvdevView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * An example's fix on its device, by the bridge: readers of the clone get what the replay of the
 * recording says, reports as well as events; those of the original get nothing meanwhile, and
 * everything again afterwards.
 */
final class BridgeScenario implements LiveScenario {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  /** Keys that are held repeat, which how long the guest takes decides. */
  private static final String REPEAT = " 2 (continued)";

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

    HidBpfRun replay = HidBpf.load(object).on(played);
    if (Files.exists(model)) {
      replay.model(model);
    }
    List<String> events = new ArrayList<>();
    EvdevView view = new EvdevView(List.of(new Events(events)), false);
    RunResult expected = replay.sink(view).run();
    view.finish();
    compare(
        "reports",
        expected.hostReports().stream().map(r -> "h " + HEX.formatHex(r.bytes())).toList(),
        lines.stream().filter(line -> line.startsWith("h ")).toList());
    compare(
        "events",
        events,
        lines.stream().filter(line -> line.matches("e\\d+ .*") && !line.endsWith(REPEAT)).toList());
    lines.stream()
        .filter(line -> line.startsWith("latency "))
        .forEach(line -> stage.note("%s: %s ns (median, 99 %%, most)".formatted(name(), line)));
  }

  private static void compare(String what, List<String> expected, List<String> found) {
    int same = 0;
    while (same < Math.min(expected.size(), found.size())
        && expected.get(same).equals(found.get(same))) {
      same++;
    }
    ScenarioFailure.unless(
        same == expected.size() && same == found.size(),
        "%s: %d expected, %d came; the first that differs is number %d: expected %s, found %s"
            .formatted(
                what,
                expected.size(),
                found.size(),
                same,
                same < expected.size() ? expected.get(same) : "no more",
                same < found.size() ? found.get(same) : "no more"));
  }

  /** Events of the device with its programs, as the guest prints them. */
  private record Events(List<String> lines) implements EvdevView.Sink {
    @Override
    public void devices(List<InputDevice> without, List<InputDevice> with) {}

    @Override
    public void step(EvdevView.Step step) {
      for (InputPacket packet : step.with()) {
        if (!packet.isRepeat()) {
          lines.add(new NodePacket(packet.device(), packet.events(), packet.mark()).toString());
        }
      }
    }
  }
}
