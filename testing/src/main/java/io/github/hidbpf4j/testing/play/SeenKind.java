package io.github.hidbpf4j.testing.play;

/** Kinds of observations of a device. */
public enum SeenKind {
  /** A reader of hidraw got a report. */
  REPORT("hidraw"),

  /** A reader of an input device got a packet of events. */
  EVENTS("input events"),

  /** The device received a request. */
  REQUEST("requests to the device"),

  /** A user of hidraw got an answer. */
  ANSWER("answers to hidraw users"),

  /** The state of the device after the fixes were attached or detached. */
  STATE("the device");

  private final String text;

  SeenKind(String text) {
    this.text = text;
  }

  /** In words, for people. */
  public String text() {
    return text;
  }

  /** Whether it comes by itself: after a step, at once or much later. */
  public boolean isAwaited() {
    return this == REPORT || this == EVENTS || this == REQUEST;
  }
}
