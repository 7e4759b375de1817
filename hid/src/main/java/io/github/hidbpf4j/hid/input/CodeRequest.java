package io.github.hidbpf4j.hid.input;

import static io.github.hidbpf4j.hid.input.InputEventCodes.*;

/** The code requested for the current usage ({@code hid_map_usage}). */
final class CodeRequest {
  private boolean made;
  private int maximum;

  /** Starts the next usage, without a request. */
  void clear() {
    made = false;
  }

  /** Whether a valid code was requested. */
  boolean isMade() {
    return made;
  }

  /** The highest code of the requested type. */
  int maximum() {
    return maximum;
  }

  /** Requests a code. */
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

  /** Requests a code that may be shared. */
  void share(InputDevice node, MappedUsage usage, int type, int code) {
    map(usage, type, code);
    if (made) {
      node.clearCode(type, code);
    }
  }
}
