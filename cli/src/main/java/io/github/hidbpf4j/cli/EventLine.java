package io.github.hidbpf4j.cli;

import java.io.PrintWriter;

/** A line about an event that is being put together; one after the other in the same memory. */
final class EventLine {
  private static final String DIGITS = "0123456789abcdef";
  private static final int SECONDS_WIDTH = 4;
  private static final int PER_SECOND = 1_000_000;

  /** As wide as a time, where the line belongs to the one above it. */
  private static final String NO_TIME = " ".repeat(12);

  private final StringBuilder text = new StringBuilder();

  /** Begins with a time: {@code %4d.%06d}. */
  EventLine at(long micros) {
    text.setLength(0);
    text.append(micros / PER_SECOND);
    while (text.length() < SECONDS_WIDTH) {
      text.insert(0, ' ');
    }
    text.append('.');
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
    for (int i = 0; i < bytes.length; i++) {
      if (i > 0) {
        text.append(' ');
      }
      text.append(DIGITS.charAt(bytes[i] >> 4 & 0xf)).append(DIGITS.charAt(bytes[i] & 0xf));
    }
    return this;
  }

  /** What is said of it, at some distance; nothing where that is empty. */
  EventLine comment(String comment) {
    if (!comment.isEmpty()) {
      text.append("   ").append(comment);
    }
    return this;
  }

  void print(PrintWriter out) {
    text.append('\n');
    out.append(text);
  }
}
