package io.github.hidbpf4j.hid.recording;

/** Something in a recording that has a time. */
public sealed interface RecordedEntry permits RecordedEvent, RecordedRequest {
  /** Index of the device. */
  int device();

  /** Microseconds since the start of the recording, never negative. */
  long micros();

  /** The time in nanoseconds. */
  default long nanos() {
    return micros() * 1000;
  }
}
