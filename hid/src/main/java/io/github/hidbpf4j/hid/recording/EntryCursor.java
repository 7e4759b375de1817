package io.github.hidbpf4j.hid.recording;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the entries of a recording, with the data of {@link RecordedEntry} in reused
 * memory. The data of an entry is valid until the next one.
 */
public interface EntryCursor {
  /**
   * Moves to the next event or request.
   *
   * @return false at the end
   * @throws RecordingException if the recording is malformed
   * @throws IOException if it can't be read
   */
  boolean next() throws IOException;

  /** {@return the microseconds since the start of the recording, never negative} */
  long micros();

  /** {@return the request; null if the entry is an event} */
  @Nullable RecordedRequest request();

  /**
   * {@return an array that contains the report of the event, id byte included; must not be
   * modified}
   */
  byte[] bytes();

  /** {@return the offset of the report in {@link #bytes}} */
  int offset();

  /** {@return the length of the report in bytes} */
  int length();
}
