package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.hid.model.ModelRule;
import io.github.hidbpf4j.hid.recording.RecordedRequest;

/** A step of a scenario. */
public sealed interface Step {
  /** {@return its line in the file, from 1} */
  int line();

  /** {@return name of the device that it is about; "" for the only one} */
  String device();

  /** The device sends a report. */
  record Send(int line, String device, byte[] report) implements Step {}

  /** Time passes: nanoseconds. */
  record After(int line, String device, long nanos) implements Step {}

  /** From now on the device answers by this rule first. */
  record Answers(int line, String device, ModelRule rule) implements Step {}

  /** The host requests a report, or sends one. */
  record Host(int line, String device, RecordedRequest request) implements Step {}

  /** The user detaches the programs. */
  record Detach(int line, String device) implements Step {}

  /** The device is unplugged, plugged in, or both. */
  record Replug(int line, String device, boolean out, boolean in) implements Step {}

  /** The device's recording is played, from its first event to its last. */
  record Replay(int line, String device) implements Step {}

  /** Observations so far are discarded. */
  record Ignore(int line, String device) implements Step {}

  /**
   * Something is expected.
   *
   * @param line its line in the file, from 1
   * @param device name of the device that it is about; "" for the only one
   * @param within nanoseconds that may pass until then; 0 for at once
   * @param expectation the expectation
   */
  record Expect(int line, String device, long within, Expectation expectation) implements Step {}
}
