package io.github.hidbpf4j.testing.bench;

import io.github.hidbpf4j.hid.model.ModelRule;
import io.github.hidbpf4j.hid.recording.RecordedRequest;

/**
 * Hears of what a test does to the devices of a {@link Bench}, each time before it is done, and
 * where it takes a while also when it is over.
 */
public interface BenchActions {
  /** Wants to know nothing. */
  BenchActions NONE = new BenchActions() {};

  /** The device is plugged in, and the fixes are attached. */
  default void plugging(BenchDevice device) {}

  /** It is plugged in, and the fixes are attached as far as they can be. */
  default void plugged(BenchDevice device) {}

  /** The device is pulled out. */
  default void unplugging(BenchDevice device) {}

  /** The fixes are taken away. */
  default void detaching(BenchDevice device) {}

  /** They are. */
  default void detached(BenchDevice device) {}

  /**
   * The device has a report to send.
   *
   * @param recorded whether it is one of a recording, which a model may withhold
   */
  default void sending(BenchDevice device, byte[] report, boolean recorded) {}

  /** From now on it answers by this rule first. */
  default void answering(BenchDevice device, ModelRule rule) {}

  /** A user of hidraw asks something. */
  default void asking(BenchDevice device, RecordedRequest request) {}

  /** The user has got an answer. */
  default void asked(BenchDevice device, RecordedRequest done) {}

  /**
   * The test is over.
   *
   * @param nanos since the bench was ready
   */
  default void over(long nanos) {}
}
