package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.HidBpf;
import io.github.hidbpf4j.RunResult;
import io.github.hidbpf4j.guest.machine.CaseOutcome.Finished;
import io.github.hidbpf4j.live.fixes.MachineProfile;
import java.io.IOException;
import java.util.HexFormat;

/**
 * Tests an example's fix on its device, in the kernel: readers of the device get what the replay of
 * the recording under that kernel's profile says, reports as well as events; the descriptor is the
 * replay's; and nothing is left in the kernel afterwards.
 */
final class KernelScenario implements LiveScenario {
  private final ExampleFix fix;

  /**
   * Creates the scenario for a folder of examples.
   *
   * @param recording path of the recording from the project's root, without suffix
   */
  KernelScenario(String example, String recording) {
    fix = new ExampleFix(example, recording);
  }

  @Override
  public String name() {
    return "kernel-" + fix.example();
  }

  @Override
  public String text() {
    return "the fix of examples/%s on its device, in the kernel, does what its replay says"
        .formatted(fix.example());
  }

  @Override
  public boolean needsHidBpf() {
    return true;
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Finished finished = stage.run("kernel", fix.arguments(stage));
    String profile = MachineProfile.of(stage.guest().hello().release()).name();
    RunResult expected =
        ReplayComparison.compare(
            HidBpf.load(fix.object(stage)).on(fix.recorded(stage)).kernel(profile),
            fix.model(stage),
            finished.lines());
    String descriptor = "d " + HexFormat.of().formatHex(expected.descriptorInUse());
    ScenarioFailure.unless(
        finished.lines().contains(descriptor), "the descriptor is not the replay's: " + descriptor);
  }
}
