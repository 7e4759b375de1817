package io.github.hidbpf4j.cli;

import java.io.PrintWriter;

/** A line about an event that is being put together; one after the other in the same memory. */
final class EventLine {
  private static final int SECONDS_WIDTH = 4;
  private static final int PER_SECOND = 1_000_000;

  /** As wide as a time, where the line belongs to the one above it. */
  private static final String NO_TIME = " ".repeat(12);

  private static final String DISTANCE = "   ";

  private final ReusedLine line = new ReusedLine();
  private final StringBuilder text = line.text();

  /** Where what is said begins. */
  private int commentFrom;

  /** Begins with a time: {@code %4d.%06d}. */
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

  /** Begins below another line. */
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

  /** Bytes as {@code 01 ff}. */
  EventLine bytes(byte[] bytes) {
    return bytes(bytes, bytes.length);
  }

  /** The first bytes of an array. */
  EventLine bytes(byte[] bytes, int length) {
    line.hex(bytes, length, " ");
    return this;
  }

  /** What is said of it, at some distance; nothing where that is empty. */
  EventLine comment(String comment) {
    if (!comment.isEmpty()) {
      text.append(DISTANCE).append(comment);
    }
    return this;
  }

  /** Begins what is said of it, which is appended to the text that this gives. */
  StringBuilder beginComment() {
    text.append(DISTANCE);
    commentFrom = text.length();
    return text;
  }

  /** What is said of it is there; the distance goes where that is empty. */
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
