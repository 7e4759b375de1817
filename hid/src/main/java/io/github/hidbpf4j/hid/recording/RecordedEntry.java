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

  /**
   * {@return whether a replay of a device takes it: its events of one kind, and all requests}
   *
   * @param device index of the device that is replayed
   * @param kind which of its events
   */
  default boolean isReplayed(int device, RecordedEvent.Kind kind) {
    return device() == device && !(this instanceof RecordedEvent event && event.kind() != kind);
  }
}
