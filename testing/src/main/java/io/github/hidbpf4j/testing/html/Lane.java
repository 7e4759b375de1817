package io.github.hidbpf4j.testing.html;

import java.util.Locale;

/**
 * A lane of a report's timeline.
 *
 * @param kind what is in it
 * @param name of a program; else empty
 */
record Lane(Kind kind, String name) {
  /** Kinds of lanes, in the order in which they are shown. */
  enum Kind {
    /** What the device sends. */
    DEVICE,
    /** What the device is asked. */
    REQUESTS,
    /** What a user of hidraw does. */
    USER,
    /** Runs of one program in hooks, what it calls and prints. */
    PROGRAM,
    /** Timers. */
    TIMERS,
    /** Work items. */
    WORK,
    /** What a reader of hidraw gets. */
    HOST,
    /** What a reader of evdev gets. */
    EVDEV,
    /** Findings. */
    FINDINGS
  }

  static Lane of(Kind kind) {
    return new Lane(kind, "");
  }

  /** The name in the page's data. */
  String id() {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
