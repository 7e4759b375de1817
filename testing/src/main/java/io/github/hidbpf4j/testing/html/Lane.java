package io.github.hidbpf4j.testing.html;

import java.util.Locale;

/**
 * A lane of a report's timeline.
 *
 * @param kind what it contains
 * @param name name of the program; otherwise empty
 */
record Lane(Kind kind, String name) {
  /** Kinds of lanes, in the order in which they are shown. */
  enum Kind {
    /** What the device sends. */
    DEVICE,
    /** Requests to the device. */
    REQUESTS,
    /** Actions of a user of hidraw. */
    USER,
    /** Runs of one program in hooks, with its calls and prints. */
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

  /** Its name in the page's data. */
  String id() {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
