package io.github.hidbpf4j.hid.recording;

/** A timed entry of a recording. */
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
   * {@return whether a replay of a device uses it: its events of one kind, and all requests}
   *
   * @param device index of the replayed device
   * @param kind kind of its events
   */
  default boolean isReplayed(int device, RecordedEvent.Kind kind) {
    return device() == device && !(this instanceof RecordedEvent event && event.kind() != kind);
  }
}
