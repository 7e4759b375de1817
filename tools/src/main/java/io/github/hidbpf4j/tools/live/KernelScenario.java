package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.HidBpf;
import io.github.hidbpf4j.RunResult;
import io.github.hidbpf4j.guest.machine.CaseOutcome.Finished;
import io.github.hidbpf4j.live.fixes.MachineProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * An example's fix on its device, in the kernel: readers of the device get what the replay of the
 * recording under that kernel's profile says, reports as well as events, the descriptor is the
 * replay's, and nothing is left in the kernel afterwards.
 */
final class KernelScenario implements LiveScenario {
  private final String example;
  private final String recording;

  /**
   * That of a folder of examples.
   *
   * @param recording path of the recording from the project's root, without suffix
   */
  KernelScenario(String example, String recording) {
    this.example = example;
    this.recording = recording;
  }

  @Override
  public String name() {
    return "kernel-" + example;
  }

  @Override
  public String text() {
    return "the fix of examples/%s on its device, in the kernel, does what its replay says"
        .formatted(example);
  }

  @Override
  public boolean needsHidBpf() {
    return true;
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
    Finished finished = stage.run("kernel", arguments.toArray());
    String profile = MachineProfile.of(stage.guest().hello().release()).name();
    RunResult expected =
        ReplayComparison.compare(
            HidBpf.load(object).on(played).kernel(profile), model, finished.lines());
    String descriptor = "d " + HexFormat.of().formatHex(expected.descriptorInUse());
    ScenarioFailure.unless(
        finished.lines().contains(descriptor), "the descriptor is not the replay's: " + descriptor);
  }
}
