package io.github.hidbpf4j.cli.guest;

import io.github.hidbpf4j.hid.input.InputEvent;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.testing.play.InputState;
import java.util.List;

/**
 * Events of one input device up to a SYN_REPORT.
 *
 * @param node index of the input device, from 0
 * @param events all but the SYN_REPORT
 * @param mark value of the SYN_REPORT: 1 if the kernel split a packet that was too large
 */
public record NodePacket(int node, List<InputEvent> events, int mark) {
  /** Copies the list. */
  public NodePacket {
    events = List.copyOf(events);
  }

  /** Whether it is only the repetition of a key that is held down. */
  public boolean isRepeat() {
    return new InputPacket(0, node, events, mark).isRepeat();
  }

  /** {@code e0 BTN_LEFT 1, REL_X -3}. */
  @Override
  public String toString() {
    return InputState.packet(node, events, mark);
  }
}
