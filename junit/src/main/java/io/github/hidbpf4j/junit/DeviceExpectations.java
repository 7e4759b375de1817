package io.github.hidbpf4j.junit;

import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.testing.bench.BenchDevice;
import io.github.hidbpf4j.testing.scenario.ExpectationCheck;
import io.github.hidbpf4j.testing.scenario.Lanes;
import io.github.hidbpf4j.testing.scenario.Mismatch;
import io.github.hidbpf4j.testing.scenario.Step;
import org.jspecify.annotations.Nullable;

/** The expectations of a test on one device: each fails with what was found instead. */
final class DeviceExpectations {
  private final BenchDevice device;
  private final ExpectationCheck check;

  /** What messages begin with: the kernel, and the seed where there is one. */
  private final String where;

  private Lanes lanes = Lanes.NONE;

  DeviceExpectations(BenchDevice device, ExpectationCheck check, String where) {
    this.device = device;
    this.check = check;
    this.where = where;
  }

  /**
   * Compares with the front of a queue, and takes it away.
   *
   * @param answer to what the host asked last; null when it has not asked
   */
  void expect(Step.Expect step, @Nullable RecordedRequest answer) {
    lanes = lanes.with(step.expectation());
    Mismatch otherwise = check.check(step, device, answer);
    if (otherwise != null) {
      throw FailureText.failure(who(), otherwise);
    }
  }

  /** Fails where an object is not attached: it has no effect, and nothing else would tell why. */
  void requireAttached() {
    String why = ExpectationCheck.unattached(device);
    if (!why.isEmpty()) {
      throw FailureText.failure(who() + "the fix is not attached: " + why);
    }
  }

  /** Fails where something is left that nobody expected. */
  void requireNothingLeft() {
    Mismatch left = check.nothingLeft(device, lanes);
    if (left != null) {
      // It names the device itself.
      throw FailureText.failure(where, left);
    }
  }

  private String who() {
    String name = device.setup().name();
    return where + (name.isEmpty() ? "" : name + ": ");
  }
}
