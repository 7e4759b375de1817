package io.github.hidbpf4j.hid.recording;

/**
 * Something in a recording that was skipped or corrected.
 *
 * @param line line, from 1
 * @param message one line
 */
public record RecordingWarning(int line, String message) {
  @Override
  public String toString() {
    return "line " + line + ": " + message;
  }
}
