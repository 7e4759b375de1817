package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.recording.EntryCursor;

/** Where a replay gets a device's events and its users' requests from. */
@FunctionalInterface
public interface RecordedInput {
  /**
   * Goes through them, once. Of requests only those of users are played: what programs and drivers
   * ask, they ask by themselves.
   */
  EntryCursor cursor();
}
