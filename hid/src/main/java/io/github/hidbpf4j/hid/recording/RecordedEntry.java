package io.github.hidbpf4j.hid.recording;

/** Something in a recording that has a time. */
public sealed interface RecordedEntry permits RecordedEvent, RecordedRequest {
  /** {@return the index of the device in the recording} */
  int device();

  /** {@return the microseconds since the start of the recording, never negative} */
  long micros();

  /** {@return the nanoseconds since the start of the recording, never negative} */
  default long nanos() {
    return micros() * 1000;
  }
}
