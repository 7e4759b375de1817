package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A reader of all input devices that queues packets until they are fetched. */
public final class PacketCollector implements InputEventSink {
  private final List<List<InputEvent>> open = new ArrayList<>();
  private List<InputPacket> packets = new ArrayList<>();
  private final List<InputFinding> findings = new ArrayList<>();

  private final Clock clock;

  /**
   * Makes a reader.
   *
   * @param clock gives the times of the packets
   */
  public PacketCollector(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void event(InputDevice device, int type, int code, int value) {
    int index = device.index();
    while (open.size() <= index) {
      open.add(new ArrayList<>());
    }
    List<InputEvent> events = open.get(index);
    if (type == InputEventCodes.EV_SYN && code == InputEventCodes.SYN_REPORT) {
      packets.add(new InputPacket(clock.now(), index, events, value));
      events.clear();
    } else {
      events.add(new InputEvent(type, code, value));
    }
  }

  @Override
  public void finding(InputFinding finding) {
    findings.add(finding);
  }

  /** {@return the packets since the last call, in order} */
  public List<InputPacket> take() {
    if (packets.isEmpty()) {
      return List.of();
    }
    List<InputPacket> taken = packets;
    packets = new ArrayList<>();
    return taken;
  }

  /** {@return how many mistakes of the kernel there were so far} */
  public int findingCount() {
    return findings.size();
  }

  /** {@return the mistakes of the kernel so far} */
  public List<InputFinding> findings() {
    return List.copyOf(findings);
  }
}
