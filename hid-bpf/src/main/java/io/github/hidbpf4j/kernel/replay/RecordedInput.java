package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.recording.RecordedEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a replay gets a device's events from, one at a time. */
@FunctionalInterface
public interface RecordedInput {
  /**
   * The next event, or null at the end.
   *
   * @throws IOException when the file cannot be read
   */
  @Nullable RecordedEvent next() throws IOException;
}
