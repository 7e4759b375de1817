package io.github.hidbpf4j.testing.play;

/** What somebody has seen of a device. */
public enum SeenKind {
  /** A reader of hidraw got a report. */
  REPORT("hidraw"),

  /** A reader of an input device got a packet of events. */
  EVENTS("input events"),

  /** The device was asked something, or told. */
  REQUEST("requests to the device"),

  /** A user of hidraw got an answer. */
  ANSWER("answers to hidraw users"),

  /** How the device is once the fixes are attached, or were taken away. */
  STATE("the device");

  private final String text;

  SeenKind(String text) {
    this.text = text;
  }

  /** In words, for people. */
  public String text() {
    return text;
  }

  /** Whether it comes when it comes: after a step, or long after. */
  public boolean isAwaited() {
    return this == REPORT || this == EVENTS || this == REQUEST;
  }
}
