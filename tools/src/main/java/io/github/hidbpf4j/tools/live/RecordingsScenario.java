package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.guest.machine.CaseOutcome.Finished;
import io.github.hidbpf4j.kernel.rules.HidRules;
import io.github.hidbpf4j.tools.evdev.EvdevMeasurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Plays recordings without a fix: the kernel's input devices and events are those that {@code
 * hid.input} computes.
 */
final class RecordingsScenario implements LiveScenario {

  private final String name;
  private final String folder;

  /**
   * Creates the scenario for the recordings of a folder and its subfolders.
   *
   * @param folder path of the folder in the project
   */
  RecordingsScenario(String name, String folder) {
    this.name = name;
    this.folder = folder;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String text() {
    return "recordings of " + folder + " give the events that hid.input computes";
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    String release = stage.guest().hello().release();
    HidRules rules =
        HidRules.ofLevel(release.replaceFirst("^(\\d+(\\.\\d+)*).*", "$1"))
            .orElseGet(() -> HidRules.ofProfile(release.replaceFirst("^(\\d+\\.\\d+).*", "$1")));
    List<Path> recordings;
    try (Stream<Path> files = Files.walk(stage.root().resolve(folder), 2)) {
      recordings = files.filter(file -> file.toString().endsWith(".hid")).sorted().toList();
    }
    ScenarioFailure.unless(!recordings.isEmpty(), folder + ": no recordings");
    List<String> differences = new ArrayList<>();
    for (Path recording : recordings) {
      differences(stage, recording, rules)
          .forEach(difference -> differences.add(recording.getFileName() + ": " + difference));
    }
    ScenarioFailure.unless(
        differences.isEmpty(),
        "%d differences in %d recordings: %s"
            .formatted(
                differences.size(),
                recordings.size(),
                String.join("; ", differences.subList(0, Math.min(5, differences.size())))));
  }

  private static List<String> differences(LiveStage stage, Path recording, HidRules rules)
      throws IOException {
    String file = recording.getFileName().toString();
    List<Object> arguments = new ArrayList<>(List.of(recording));
    String model = EvdevMeasurement.model(recording);
    if (!model.isEmpty()) {
      arguments.add(Files.writeString(stage.work().resolve(file + ".model"), model));
    }
    Finished played = stage.run("play", arguments.toArray());
    byte[] product = played.products().get(file + ".jsonl");
    if (product == null) {
      throw new ScenarioFailure(file + ": play made no measurement: " + played.lines());
    }
    Path measured = stage.work().resolve(file + ".jsonl");
    Files.write(measured, product);
    return EvdevMeasurement.differences(recording, measured, rules.core());
  }
}
