package io.github.hidbpf4j.hid.recording;

import io.github.hidbpf4j.hid.HidException;

/** An invalid recording. The message starts with {@code FILE:LINE: }. */
public final class RecordingException extends HidException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final String reason;

  /**
   * Creates an error in a recording.
   *
   * @param source file name or other name of the recording
   * @param line line, from 1
   * @param message what is wrong, without file and line
   */
  public RecordingException(String source, int line, String message) {
    super(source + ":" + line + ": " + message);
    this.line = line;
    this.reason = message;
  }

  /** {@return the message without file and line} */
  public String reason() {
    return reason;
  }

  /** {@return the line of the recording, from 1} */
  public int line() {
    return line;
  }
}
