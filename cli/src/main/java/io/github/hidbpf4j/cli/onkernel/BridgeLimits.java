package io.github.hidbpf4j.cli.onkernel;

import io.github.hidbpf4j.testing.play.Play;
import io.github.hidbpf4j.testing.play.PlayStep;
import io.github.hidbpf4j.testing.play.Seen;
import java.util.List;

/** What a bridge does differently from HID-BPF in the kernel, as docs/live.md says. */
final class BridgeLimits {
  private BridgeLimits() {}

  /**
   * Why a play cannot be compared with a bridge's; empty if it can.
   *
   * @param seen what the replay had
   */
  static String unfit(Play play, List<Seen> seen) {
    for (int i = 0; i < play.steps().size(); i++) {
      if (play.steps().get(i).action() instanceof PlayStep.Detach && isFollowed(play, i, seen)) {
        return "a bridge takes its timers along when it ends, in the kernel they outlive the hook";
      }
    }
    return "";
  }

  /** Whether something follows a step that no later step of the device causes. */
  private static boolean isFollowed(Play play, int step, List<Seen> seen) {
    int device = play.steps().get(step).device();
    int next = step + 1;
    while (next < play.steps().size() - 1 && play.steps().get(next).device() != device) {
      next++;
    }
    int before = next;
    return seen.stream()
        .anyMatch(
            each ->
                each.device() == device
                    && each.kind().isAwaited()
                    && each.step() >= step
                    && each.step() < before);
  }
}
