package io.github.hidbpf4j.hid.recording;

/**
 * A line of a recording. A new kind of traffic is a new record here, a case in {@link
 * RecordingLineReader} and one in {@link RecordingWriter}; older readers skip its letter with a
 * warning.
 */
public sealed interface RecordingLine {
  /** {@code # text}: the text behind the mark. */
  record Comment(String text) implements RecordingLine {}

  /** {@code D: index}: what follows belongs to this device. */
  record Device(int index) implements RecordingLine {}

  /** {@code R: length bytes}: the report descriptor. */
  record Descriptor(byte[] bytes) implements RecordingLine {}

  /** {@code N: name}. */
  record Name(String name) implements RecordingLine {}

  /** {@code P: physical path}. */
  record Phys(String phys) implements RecordingLine {}

  /** {@code I: bus vendor product}, hex. */
  record Ids(int bus, int vendor, int product) implements RecordingLine {}

  /** {@code E: } or {@code B: sec.usec length bytes}: a report of the device. */
  record Event(RecordedEvent.Kind kind, long micros, byte[] data) implements RecordingLine {}

  /**
   * {@code G: sec.usec origin type id asked result sec.usec length bytes}, {@code S: sec.usec
   * origin type id result sec.usec length bytes}, {@code O: sec.usec origin result sec.usec length
   * bytes}: traffic from the host to the device. See {@link RecordedRequest}; its device is 0 here.
   */
  record Request(RecordedRequest request) implements RecordingLine {}

  /** A malformed line; only returned on request. */
  record Broken(RecordingException error) implements RecordingLine {}

  /** A line with a letter that has no meaning here. */
  record Unknown(char letter, String text) implements RecordingLine {}

  /** A remark of the reader about a line, or about what it skipped in it. */
  record Remark(String message) implements RecordingLine {}

  /** Text that is not recording syntax: notes that people forgot to mark as comments. */
  record Prose(String text) implements RecordingLine {}
}
