package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.HidBpfRun;
import io.github.hidbpf4j.RunResult;
import io.github.hidbpf4j.cli.guest.NodePacket;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.kernel.replay.EvdevView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Compares what a guest printed about a device with its fix with the replay of the recording. */
final class ReplayComparison {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  /** Mark of repetitions of a held key, whose number depends on how long the guest takes. */
  private static final String REPEAT = " 2 (continued)";

  private ReplayComparison() {}

  /**
   * Compares reports and events.
   *
   * @param replay the replay, not run yet
   * @param model the path of the device's model, which need not exist
   * @param lines what the guest printed
   * @return the result of the replay
   * @throws ScenarioFailure if they differ
   */
  static RunResult compare(HidBpfRun replay, Path model, List<String> lines) throws IOException {
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
    return expected;
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
