package io.github.hidbpf4j.cli;

import java.io.PrintWriter;

/** A line about an event, built and printed in memory that the next line uses again. */
final class EventLine {
  private static final int SECONDS_WIDTH = 4;
  private static final int PER_SECOND = 1_000_000;

  /** As wide as a time, for lines that belong to the one above. */
  private static final String NO_TIME = " ".repeat(12);

  private static final String DISTANCE = "   ";

  private final ReusedLine line = new ReusedLine();
  private final StringBuilder text = line.text();

  /** Where the comment begins. */
  private int commentFrom;

  /** Begins a line with a time: {@code %4d.%06d}. */
  EventLine at(long micros) {
    text.setLength(0);
    long seconds = micros / PER_SECOND;
    for (int digits = seconds < 10 ? 1 : seconds < 100 ? 2 : seconds < 1_000 ? 3 : SECONDS_WIDTH;
        digits < SECONDS_WIDTH;
        digits++) {
      text.append(' ');
    }
    text.append(seconds).append('.');
    int fraction = (int) (micros % PER_SECOND);
    for (int unit = PER_SECOND / 10; unit > 0; unit /= 10) {
      text.append((char) ('0' + fraction / unit % 10));
    }
    return this;
  }

  /** Begins a line that belongs to the one above. */
  EventLine below() {
    text.setLength(0);
    text.append(NO_TIME);
    return this;
  }

  EventLine add(String part) {
    text.append(part);
    return this;
  }

  EventLine add(char part) {
    text.append(part);
    return this;
  }

  /** Appends bytes as {@code 01 ff}. */
  EventLine bytes(byte[] bytes) {
    return bytes(bytes, bytes.length);
  }

  /** Appends the first bytes of an array. */
  EventLine bytes(byte[] bytes, int length) {
    line.hex(bytes, length, " ");
    return this;
  }

  /** Appends a comment at some distance; nothing if it is empty. */
  EventLine comment(String comment) {
    if (!comment.isEmpty()) {
      text.append(DISTANCE).append(comment);
    }
    return this;
  }

  /** Begins a comment, which is appended to the returned text. */
  StringBuilder beginComment() {
    text.append(DISTANCE);
    commentFrom = text.length();
    return text;
  }

  /** Ends the comment; removes the distance before it if it is empty. */
  EventLine endComment() {
    if (text.length() == commentFrom) {
      text.setLength(commentFrom - DISTANCE.length());
    }
    return this;
  }

  void print(PrintWriter out) {
    line.print(out);
  }
}
