package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A reader of all input devices that keeps packets until they are cleared, in reused memory. Input
 * devices deliver whole packets, one after another.
 */
public final class PacketCollector implements InputEventSink {
  /** Type, code and value of an event. */
  private static final int EVENT = 3;

  /** Device, mark and end of a packet. */
  private static final int HEAD = 3;

  private final List<InputFinding> findings = new ArrayList<>();
  private final Clock clock;
  private int count;
  private long[] nanos = new long[4];
  private int[] heads = new int[4 * HEAD];

  /** Events of the packets, and of the one that is not complete. */
  private int[] events = new int[32 * EVENT];

  private int used;

  /**
   * Creates a reader.
   *
   * @param clock source of the times of the packets
   */
  public PacketCollector(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void event(InputDevice device, int type, int code, int value) {
    if (type == InputEventCodes.EV_SYN && code == InputEventCodes.SYN_REPORT) {
      packet(device.index(), value);
      return;
    }
    if (used == events.length) {
      events = Arrays.copyOf(events, 2 * used);
    }
    events[used] = type;
    events[used + 1] = code;
    events[used + 2] = value;
    used += EVENT;
  }

  private void packet(int device, int mark) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
      heads = Arrays.copyOf(heads, 2 * count * HEAD);
    }
    nanos[count] = clock.now();
    heads[count * HEAD] = device;
    heads[count * HEAD + 1] = mark;
    heads[count * HEAD + 2] = used;
    count++;
  }

  @Override
  public void finding(InputFinding finding) {
    findings.add(finding);
  }

  // ---- packets

  /** {@return the number of packets} */
  public int size() {
    return count;
  }

  /**
   * {@return the index of a packet's input device}
   *
   * @param packet its number, from 0
   */
  public int device(int packet) {
    return heads[packet * HEAD];
  }

  /**
   * {@return the value of a packet's {@code SYN_REPORT}}
   *
   * @param packet its number, from 0
   */
  public int mark(int packet) {
    return heads[packet * HEAD + 1];
  }

  /**
   * {@return the number of events of a packet, without the {@code SYN_REPORT}}
   *
   * @param packet its number, from 0
   */
  public int events(int packet) {
    return (heads[packet * HEAD + 2] - begin(packet)) / EVENT;
  }

  private int begin(int packet) {
    return packet == 0 ? 0 : heads[(packet - 1) * HEAD + 2];
  }

  /**
   * {@return the type of an event}
   *
   * @param packet number of the packet, from 0
   * @param event number of the event in it, from 0
   */
  public int type(int packet, int event) {
    return events[begin(packet) + event * EVENT];
  }

  /**
   * {@return the code of an event}
   *
   * @param packet number of the packet, from 0
   * @param event number of the event in it, from 0
   */
  public int code(int packet, int event) {
    return events[begin(packet) + event * EVENT + 1];
  }

  /**
   * {@return the value of an event}
   *
   * @param packet number of the packet, from 0
   * @param event number of the event in it, from 0
   */
  public int value(int packet, int event) {
    return events[begin(packet) + event * EVENT + 2];
  }

  /** {@return the packets as objects, in order} */
  public List<InputPacket> packets() {
    if (count == 0) {
      return List.of();
    }
    List<InputPacket> all = new ArrayList<>(count);
    for (int packet = 0; packet < count; packet++) {
      List<InputEvent> its = new ArrayList<>(events(packet));
      for (int event = 0; event < events(packet); event++) {
        its.add(new InputEvent(type(packet, event), code(packet, event), value(packet, event)));
      }
      all.add(new InputPacket(nanos[packet], device(packet), its, mark(packet)));
    }
    return List.copyOf(all);
  }

  /** {@return the packets since the last call, in order; they are removed} */
  public List<InputPacket> take() {
    List<InputPacket> all = packets();
    clear();
    return all;
  }

  /** Removes all packets. */
  public void clear() {
    count = 0;
    used = 0;
  }

  // ---- mistakes of the kernel

  /** {@return the number of kernel bugs found so far} */
  public int findingCount() {
    return findings.size();
  }

  /** {@return the kernel bugs found so far} */
  public List<InputFinding> findings() {
    return List.copyOf(findings);
  }
}
