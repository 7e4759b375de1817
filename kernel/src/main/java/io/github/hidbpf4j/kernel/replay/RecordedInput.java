package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.recording.RecordedEntry;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a replay gets a device's events and its users' requests from, one at a time. */
@FunctionalInterface
public interface RecordedInput {
  /**
   * The next event or request, or null at the end. Of requests only those of users are played: what
   * programs and drivers ask, they ask by themselves.
   *
   * @throws IOException when the file cannot be read
   */
  @Nullable RecordedEntry next() throws IOException;
}
