package io.github.hidbpf4j.testing.bench;

import io.github.hidbpf4j.hid.model.ModelRule;
import io.github.hidbpf4j.hid.recording.RecordedRequest;

/**
 * Receives what a test does to the devices of a {@link Bench}: each action before it is done, and
 * also after it if it takes time.
 */
public interface BenchActions {
  /** Ignores all actions. */
  BenchActions NONE = new BenchActions() {};

  /** The device is about to be plugged in, and the fixes attached. */
  default void plugging(BenchDevice device) {}

  /** The device is plugged in, and the fixes are attached, as far as possible. */
  default void plugged(BenchDevice device) {}

  /** The device is about to be unplugged. */
  default void unplugging(BenchDevice device) {}

  /** The fixes are about to be detached. */
  default void detaching(BenchDevice device) {}

  /** The fixes are detached. */
  default void detached(BenchDevice device) {}

  /**
   * The device is about to send a report.
   *
   * @param recorded whether it is a recording's, which a model may withhold
   */
  default void sending(BenchDevice device, byte[] report, boolean recorded) {}

  /** From now on the device answers by this rule first. */
  default void answering(BenchDevice device, ModelRule rule) {}

  /** A user of hidraw sends a request. */
  default void asking(BenchDevice device, RecordedRequest request) {}

  /** The user's request has been answered. */
  default void asked(BenchDevice device, RecordedRequest done) {}

  /**
   * The test is over.
   *
   * @param nanos since the bench was ready
   */
  default void over(long nanos) {}
}
