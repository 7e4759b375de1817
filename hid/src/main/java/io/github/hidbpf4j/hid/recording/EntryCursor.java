package io.github.hidbpf4j.hid.recording;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Goes through what a recording holds: what {@link RecordedEntry} says, one after the other in
 * memory that is used again. What it says of an entry is valid until the next one.
 */
public interface EntryCursor {
  /**
   * Goes to the next event or request.
   *
   * @return false at the end
   * @throws RecordingException if the recording is malformed
   * @throws IOException if it can't be read
   */
  boolean next() throws IOException;

  /** {@return the microseconds since the start of the recording, never negative} */
  long micros();

  /** {@return the request; null where the entry is an event} */
  @Nullable RecordedRequest request();

  /** {@return what the report of the event lies in, id byte included; not to be modified} */
  byte[] bytes();

  /** {@return where in {@link #bytes} the report begins} */
  int offset();

  /** {@return how many bytes the report has} */
  int length();
}
