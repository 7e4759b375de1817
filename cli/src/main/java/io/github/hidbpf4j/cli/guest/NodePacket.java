package io.github.hidbpf4j.cli.guest;

import io.github.hidbpf4j.hid.input.InputEvent;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Events of one input device up to a SYN_REPORT.
 *
 * @param node which of the device's input devices, from 0
 * @param events all but the SYN_REPORT
 * @param mark value of the SYN_REPORT: 1 where the kernel divided a packet that was too large
 */
public record NodePacket(int node, List<InputEvent> events, int mark) {
  /** Copies the list. */
  public NodePacket {
    events = List.copyOf(events);
  }

  /** {@code e0 BTN_LEFT 1, REL_X -3}. */
  @Override
  public String toString() {
    return "e"
        + node
        + " "
        + events.stream().map(InputEvent::toString).collect(Collectors.joining(", "))
        + (mark == 0 ? "" : " (continued)");
  }
}
