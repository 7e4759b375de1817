package io.github.hidbpf4j.hid.input;

import java.util.List;

/**
 * A packet of events, up to a {@code SYN_REPORT}.
 *
 * @param nanos when it was complete, by the reader's clock
 * @param device index of the input device
 * @param events the events, without the {@code SYN_REPORT}
 * @param mark value of the {@code SYN_REPORT}: 1 if the packet was split or a key repeats, else 0
 */
public record InputPacket(long nanos, int device, List<InputEvent> events, int mark) {
  /** Copies. */
  public InputPacket {
    events = List.copyOf(events);
  }

  /** {@return whether it only repeats a key that is held down} */
  public boolean isRepeat() {
    return mark == 1
        && events.size() == 1
        && events.getFirst().type() == InputEventCodes.EV_KEY
        && events.getFirst().value() == 2;
  }
}
