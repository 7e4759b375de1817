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

  /** The start of messages: the kernel, and the seed if there is one. */
  private final String where;

  private Lanes lanes = Lanes.NONE;

  DeviceExpectations(BenchDevice device, ExpectationCheck check, String where) {
    this.device = device;
    this.check = check;
    this.where = where;
  }

  /**
   * Compares with the front of a queue, and removes it.
   *
   * @param answer the host's last request with its result; null if there was none
   */
  void expect(Step.Expect step, @Nullable RecordedRequest answer) {
    lanes = lanes.with(step.expectation());
    Mismatch otherwise = check.check(step, device, answer);
    if (otherwise != null) {
      throw FailureText.failure(who(), otherwise);
    }
  }

  /** Fails if an object is not attached: it has no effect, and no other message would say why. */
  void requireAttached() {
    String why = ExpectationCheck.unattached(device);
    if (!why.isEmpty()) {
      throw FailureText.failure(who() + "the fix is not attached: " + why);
    }
  }

  /** Fails if something unexpected is left. */
  void requireNothingLeft() {
    Mismatch left = check.nothingLeft(device, lanes);
    if (left != null) {
      // Its message already names the device.
      throw FailureText.failure(where, left);
    }
  }

  private String who() {
    String name = device.setup().name();
    return where + (name.isEmpty() ? "" : name + ": ");
  }
}
