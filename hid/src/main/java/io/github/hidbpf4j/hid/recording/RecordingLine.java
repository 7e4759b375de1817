package io.github.hidbpf4j.hid.recording;

/**
 * A line of a recording. A new kind of traffic is a new record here, a case in {@link
 * RecordingLineReader} and one in {@link RecordingWriter}; older readers skip its letter with a
 * warning.
 */
public sealed interface RecordingLine {
  /**
   * {@code # text}: a comment.
   *
   * @param text the text after the mark
   */
  record Comment(String text) implements RecordingLine {}

  /**
   * {@code D: index}: the following lines belong to this device.
   *
   * @param index number of the device, 0 to {@link RecordingLineReader#MAX_DEVICE}
   */
  record Device(int index) implements RecordingLine {}

  /**
   * {@code R: length bytes}: the report descriptor.
   *
   * @param bytes 1 to {@link RecordingLineReader#MAX_DESCRIPTOR} bytes of the descriptor
   */
  record Descriptor(byte[] bytes) implements RecordingLine {}

  /**
   * {@code N: name}: the name of the device.
   *
   * @param name the name, without the blank after the colon
   */
  record Name(String name) implements RecordingLine {}

  /**
   * {@code P: phys}: the physical path of the device.
   *
   * @param phys the path, such as {@code usb-0000:00:14.0-1/input0}
   */
  record Phys(String phys) implements RecordingLine {}

  /**
   * {@code I: bus vendor product}, hex.
   *
   * @param bus bus type, such as 3 for USB
   * @param vendor vendor id
   * @param product product id
   */
  record Ids(int bus, int vendor, int product) implements RecordingLine {}

  /**
   * {@code E: } or {@code B: sec.usec length bytes}: a report of the device.
   *
   * @param kind where the report was captured, which gives the letter
   * @param micros microseconds since the start of the recording, never negative
   * @param data the report, id byte included
   */
  record Event(RecordedEvent.Kind kind, long micros, byte[] data) implements RecordingLine {}

  /**
   * {@code G: sec.usec origin type id asked result sec.usec length bytes}, {@code S: sec.usec
   * origin type id result sec.usec length bytes}, {@code O: sec.usec origin result sec.usec length
   * bytes}: traffic from the host to the device. See {@link RecordedRequest}; its device is 0 here.
   *
   * @param request the request with its result
   */
  record Request(RecordedRequest request) implements RecordingLine {}

  /**
   * A malformed line; only returned on request.
   *
   * @param error what is wrong, and where
   */
  record Broken(RecordingException error) implements RecordingLine {}

  /**
   * A line with an unknown letter.
   *
   * @param letter the character before the colon
   * @param text the text after the colon
   */
  record Unknown(char letter, String text) implements RecordingLine {}

  /**
   * A remark of the reader about a line, or about what it skipped in it.
   *
   * @param message one line
   */
  record Remark(String message) implements RecordingLine {}

  /**
   * Text that is not recording syntax: notes not marked as comments.
   *
   * @param text the line, without leading blanks
   */
  record Prose(String text) implements RecordingLine {}
}
