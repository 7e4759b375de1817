package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.linux.device.OpenEvdev;
import io.github.hidbpf4j.linux.node.DeviceNode;
import io.github.hidbpf4j.linux.node.EvdevNode;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Reads event nodes of a {@link NumberedMouse} without creating objects. For one thread. */
final class NumberedReader implements AutoCloseable {
  private static final int EVENTS = 64;
  private static final int BTN_LEFT = 0x110;
  private static final int SYN_DROPPED = 3;

  /** Receives the numbers. */
  @FunctionalInterface
  interface Sink {
    /**
     * Called when a report has arrived.
     *
     * @param micros when its events were created, by the monotonic clock
     */
    void came(int number, long micros);
  }

  private final List<OpenEvdev> nodes;
  private final MemorySegment buffer =
      Arena.ofAuto().allocate((long) EVENTS * EvdevNode.EVENT_SIZE, 8);
  private int x;
  private int y;
  private boolean down;
  private int came;

  /** Opens the nodes of a device that sends nothing meanwhile: a node forgets what it has then. */
  NumberedReader(SystemHidDevice device) {
    this(device, true);
  }

  private NumberedReader(SystemHidDevice device, boolean timed) {
    nodes = device.eventNodes().stream().map(OpenEvdev::open).toList();
    if (timed) {
      nodes.forEach(OpenEvdev::useMonotonicTime);
    }
  }

  /** Opens the nodes of a device that may be sending; times are of another clock. */
  static NumberedReader untimed(SystemHidDevice device) {
    return new NumberedReader(device, false);
  }

  /** Passes on pending reports. */
  void read(Sink sink) {
    for (int i = 0; i < nodes.size(); i++) {
      OpenEvdev node = nodes.get(i);
      int size = node.read(buffer, 0, EVENTS * EvdevNode.EVENT_SIZE);
      while (size > 0) {
        for (int at = 0; at < size; at += EvdevNode.EVENT_SIZE) {
          event(at, sink);
        }
        size = node.read(buffer, 0, EVENTS * EvdevNode.EVENT_SIZE);
      }
    }
  }

  /** Waits until the first node has something to read, but not for long; false if it is gone. */
  boolean awaits(int millis) {
    return (nodes.getFirst().await(millis) & DeviceNode.GONE) == 0;
  }

  private void event(int at, Sink sink) {
    int type = buffer.get(ValueLayout.JAVA_SHORT, at + 16) & 0xffff;
    int code = buffer.get(ValueLayout.JAVA_SHORT, at + 18) & 0xffff;
    int value = buffer.get(ValueLayout.JAVA_INT, at + 20);
    if (type == InputEventCodes.EV_REL) {
      x = code == 0 ? value : x;
      y = code == 1 ? value : y;
    } else if (type == InputEventCodes.EV_KEY && code == BTN_LEFT) {
      down = value != 0;
    } else if (type == InputEventCodes.EV_SYN) {
      if (code == SYN_DROPPED) {
        throw new ScenarioFailure(
            nodes.getFirst().name() + ": the reader was too slow for its node, after " + came);
      }
      if (x > 0 && y > 0) {
        long micros =
            buffer.get(ValueLayout.JAVA_LONG, at) * 1_000_000
                + buffer.get(ValueLayout.JAVA_LONG, at + 8);
        came = (y - 1) * NumberedMouse.BASE + x - 1;
        sink.came(came, micros);
      }
      x = 0;
      y = 0;
    }
  }

  /** Whether the button was down in the last report. */
  boolean isDown() {
    return down;
  }

  /** Whether the kernel considers a button of these nodes pressed. */
  boolean isAnyKeyDown() {
    return nodes.stream().anyMatch(EvdevNode::isAnyKeyDown);
  }

  @Override
  public void close() {
    nodes.forEach(OpenEvdev::close);
  }
}
