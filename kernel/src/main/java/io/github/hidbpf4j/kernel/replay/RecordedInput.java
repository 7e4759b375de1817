package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.recording.EntryCursor;

/** The source of a device's events and its users' requests for a replay. */
@FunctionalInterface
public interface RecordedInput {
  /**
   * A cursor over the entries, usable once. Only requests of users are played: programs and drivers
   * make theirs themselves.
   */
  EntryCursor cursor();
}
