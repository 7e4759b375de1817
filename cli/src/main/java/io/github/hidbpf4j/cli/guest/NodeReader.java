package io.github.hidbpf4j.cli.guest;

import io.github.hidbpf4j.hid.input.InputEvent;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.linux.call.SystemCallException;
import io.github.hidbpf4j.linux.call.SystemError;
import io.github.hidbpf4j.linux.device.OpenEvdev;
import io.github.hidbpf4j.linux.node.DeviceNode;
import io.github.hidbpf4j.linux.node.EvdevNode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the nodes of a device on demand. The kernel has everything ready as soon as the report was
 * written, so reading after each report shows which events belong to it.
 */
public final class NodeReader implements AutoCloseable {
  private static final int EVENTS = 64;
  private static final int REPORT = 4096;

  private final List<? extends EvdevNode> nodes;
  private final @Nullable DeviceNode hidraw;
  private final List<List<InputEvent>> open = new ArrayList<>();
  private final MemorySegment buffer =
      Arena.ofAuto().allocate(Math.max(REPORT, EVENTS * EvdevNode.EVENT_SIZE), 8);

  /**
   * Creates a reader of these nodes, which it closes.
   *
   * @param hidraw null if the device has none
   */
  public NodeReader(List<? extends EvdevNode> nodes, @Nullable DeviceNode hidraw) {
    this.nodes = List.copyOf(nodes);
    this.hidraw = hidraw;
    nodes.forEach(_ -> open.add(new ArrayList<>()));
  }

  /** All packets that are complete by now, sorted by input device. */
  public List<NodePacket> packets() {
    List<NodePacket> packets = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      int size = nodes.get(i).read(buffer, 0, EVENTS * EvdevNode.EVENT_SIZE);
      while (size > 0) {
        for (int at = 0; at < size; at += EvdevNode.EVENT_SIZE) {
          // struct input_event: two longs of time, type, code, value
          add(
              i,
              buffer.get(ValueLayout.JAVA_SHORT, at + 16) & 0xffff,
              buffer.get(ValueLayout.JAVA_SHORT, at + 18) & 0xffff,
              buffer.get(ValueLayout.JAVA_INT, at + 20),
              packets);
        }
        size = nodes.get(i).read(buffer, 0, EVENTS * EvdevNode.EVENT_SIZE);
      }
    }
    return packets;
  }

  private void add(int node, int type, int code, int value, List<NodePacket> packets) {
    List<InputEvent> events = open.get(node);
    if (type == InputEventCodes.EV_SYN && code == InputEventCodes.SYN_REPORT) {
      packets.add(new NodePacket(node, events, value));
      events.clear();
    } else {
      events.add(new InputEvent(type, code, value));
    }
  }

  /** All reports that have arrived by now. */
  public List<byte[]> reports() {
    List<byte[]> reports = new ArrayList<>();
    if (hidraw != null) {
      int size = hidraw.read(buffer, 0, REPORT);
      while (size > 0) {
        reports.add(buffer.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE));
        size = hidraw.read(buffer, 0, REPORT);
      }
    }
    return reports;
  }

  /** Stops held keys from repeating, on a node that was opened for writing. */
  public static void switchRepeatOff(OpenEvdev node) {
    if (node.setRepeat(0, 0) == 0) {
      // Readers would get this as events only with the next SYN_REPORT: all zeros are one.
      try (Arena arena = Arena.ofConfined()) {
        int written = node.write(arena.allocate(EvdevNode.EVENT_SIZE, 8), 0, EvdevNode.EVENT_SIZE);
        if (written < 0) {
          throw new SystemCallException("write", node.path(), written);
        }
      }
    }
  }

  /** Whether the device has gone, according to its nodes. */
  public boolean isGone() {
    return nodes.stream()
        .anyMatch(node -> SystemError.isGone(node.read(buffer, 0, EvdevNode.EVENT_SIZE)));
  }

  @Override
  public void close() {
    nodes.forEach(DeviceNode::close);
    if (hidraw != null) {
      hidraw.close();
    }
  }
}
