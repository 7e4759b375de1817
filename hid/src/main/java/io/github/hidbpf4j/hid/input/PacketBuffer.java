package io.github.hidbpf4j.hid.input;

import org.jspecify.annotations.Nullable;

/** The events of an incomplete packet ({@code input_dev.vals}). */
final class PacketBuffer {
  /** Minimum capacity of a packet in values. */
  private static final int FEWEST_VALUES = 10;

  /** Type, code and value of each. */
  private int[] pending = new int[3 * FEWEST_VALUES];

  private int count;
  private int most = FEWEST_VALUES;

  /** Allocates space for packets of a device, with some reserve. */
  void resize(int packetHint) {
    most = Math.max(FEWEST_VALUES, packetHint + 2);
    pending = new int[3 * (most + 1)];
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Whether there is space only for the end of the packet. */
  boolean isFull() {
    return count >= most - 2;
  }

  void add(int type, int code, int newValue) {
    int at = 3 * count++;
    pending[at] = type;
    pending[at + 1] = code;
    pending[at + 2] = newValue;
  }

  /** Passes all events to readers, and tells auto-repeat which keys were pressed and released. */
  void flush(InputDevice device, InputEventSink sink, @Nullable KeyRepeat keyRepeat) {
    int values = count;
    count = 0;
    for (int i = 0; i < values; i++) {
      int type = pending[3 * i];
      int code = pending[3 * i + 1];
      int passed = pending[3 * i + 2];
      sink.event(device, type, code, passed);
      if (keyRepeat != null && type == InputEventCodes.EV_KEY && passed != 2) {
        if (passed != 0) {
          keyRepeat.start(code);
        } else {
          keyRepeat.stop();
        }
      }
    }
  }
}
