package io.github.hidbpf4j.hid.recording;

/**
 * An event line in hid-recorder's exact format, parsed from the bytes of a file without copying the
 * line: {@code E: 000001.000250 4 00 01 ff 00}. Any other line, valid or not, is left to {@link
 * RecordingLineReader}. Reused for the next line.
 */
final class PlainEvent {
  private static final int MOST_SECOND_DIGITS = 10;
  private static final int FRACTION_DIGITS = 6;
  private static final int MOST_LENGTH_DIGITS = 5;

  /** Minimum length of a line before its bytes: letter, colon, blanks, time, length. */
  private static final int LEAST = "E: 0.000000 0\n".length();

  /** Values of hexadecimal digits by their code; −1 of other bytes. */
  private static final byte[] HEX = new byte[256];

  static {
    for (int c = 0; c < HEX.length; c++) {
      HEX[c] = (byte) (c < 128 ? Character.digit(c, 16) : -1);
    }
  }

  private RecordedEvent.Kind kind = RecordedEvent.Kind.INPUT;
  private long micros;
  private byte[] bytes = new byte[64];
  private int length;

  /**
   * Parses a line.
   *
   * @param from start of the line in the buffer
   * @param to end of the buffer
   * @return start of the next line; −1 if this is not such a line, or continues beyond the buffer
   */
  int take(byte[] buffer, int from, int to) {
    if (to - from < LEAST || buffer[from + 1] != ':' || buffer[from + 2] != ' ') {
      return -1;
    }
    int letter = buffer[from];
    if (letter != 'E' && letter != 'B') {
      return -1;
    }
    int at = from + 3;
    long seconds = 0;
    int begin = at;
    int end = Math.min(to, at + MOST_SECOND_DIGITS + 1);
    while (at < end && isDigit(buffer[at])) {
      seconds = 10 * seconds + buffer[at++] - '0';
    }
    if (at == begin
        || at + FRACTION_DIGITS + 2 > to
        || buffer[at] != '.'
        || seconds > RecordingLineReader.MAX_SECONDS) {
      return -1;
    }
    int fraction = 0;
    end = ++at + FRACTION_DIGITS;
    while (at < end) {
      byte digit = buffer[at++];
      if (!isDigit(digit)) {
        return -1;
      }
      fraction = 10 * fraction + digit - '0';
    }
    if (buffer[at++] != ' ') {
      return -1;
    }
    int count = 0;
    begin = at;
    end = Math.min(to, at + MOST_LENGTH_DIGITS);
    while (at < end && isDigit(buffer[at])) {
      count = 10 * count + buffer[at++] - '0';
    }
    // A blank, two digits each; CR and LF.
    if (at == begin || count > RecordingLineReader.MAX_EVENT || to - at < 3 * count + 2) {
      return -1;
    }
    if (bytes.length < count) {
      bytes = new byte[Math.max(count, 2 * bytes.length)];
    }
    byte[] data = bytes;
    for (int i = 0; i < count; i++, at += 3) {
      int value = HEX[buffer[at + 1] & 0xff] << 4 | HEX[buffer[at + 2] & 0xff];
      if (buffer[at] != ' ' || value < 0) {
        return -1;
      }
      data[i] = (byte) value;
    }
    if (buffer[at] == '\r') {
      at++;
    }
    if (buffer[at] != '\n') {
      return -1;
    }
    kind = letter == 'E' ? RecordedEvent.Kind.INPUT : RecordedEvent.Kind.BEFORE_BPF;
    micros = seconds * 1_000_000 + fraction;
    length = count;
    return at + 1;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  RecordedEvent.Kind kind() {
    return kind;
  }

  long micros() {
    return micros;
  }

  /** An array that starts with the report. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }
}
