package io.github.hidbpf4j.hid.input;

import static io.github.hidbpf4j.hid.input.InputEventCodes.*;

/** The code that the usage at hand asks for ({@code hid_map_usage}). */
final class CodeRequest {
  private boolean made;
  private int maximum;

  /** Begins with the next usage, which has asked for nothing. */
  void clear() {
    made = false;
  }

  /** Whether a code was asked for, and exists. */
  boolean isMade() {
    return made;
  }

  /** The highest code of the type that was asked for. */
  int maximum() {
    return maximum;
  }

  /** Asks for a code. */
  void map(MappedUsage usage, int type, int code) {
    int most =
        switch (type) {
          case EV_KEY -> KEY_MAX;
          case EV_REL -> REL_MAX;
          case EV_ABS -> ABS_MAX;
          case EV_MSC -> MSC_MAX;
          case EV_LED -> LED_MAX;
          default -> -1;
        };
    made = code >= 0 && code <= most;
    if (made) {
      usage.type = type;
      usage.code = code;
      maximum = most;
    }
  }

  /** Asks for a code that others may have as well. */
  void share(InputDevice node, MappedUsage usage, int type, int code) {
    map(usage, type, code);
    if (made) {
      node.clearCode(type, code);
    }
  }
}
