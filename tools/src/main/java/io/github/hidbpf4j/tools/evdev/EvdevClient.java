package io.github.hidbpf4j.tools.evdev;

import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.hid.input.InputEventSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A reader of all input devices that reads only on demand, as the measurement did. Events that do
 * not fit into the kernel's buffer for a reader are lost, and {@code SYN_DROPPED} takes their place
 * ({@code drivers/input/evdev.c}).
 */
final class EvdevClient implements InputEventSink {
  private static final int FEWEST = 64;
  private static final int PACKETS = 8;

  /** A ring of events, as in the kernel: one slot stays free. */
  private static final class Buffer {
    final String[] events;
    int head;
    int tail;

    /** End of the complete packets. */
    int packetHead;

    Buffer(int hint) {
      int wanted = Math.max(hint * PACKETS, FEWEST);
      events = new String[Integer.highestOneBit(wanted * 2 - 1)];
    }

    void put(String event, boolean endsPacket) {
      int mask = events.length - 1;
      events[head++] = event;
      head &= mask;
      if (head == tail) {
        tail = head - 2 & mask;
        events[tail] = EventPacket.event(InputEventCodes.EV_SYN, InputEventCodes.SYN_DROPPED, 0);
        packetHead = tail;
      }
      if (endsPacket) {
        packetHead = head;
      }
    }
  }

  private final Map<Integer, Buffer> buffers = new HashMap<>();
  private final List<String> outputs = new ArrayList<>();

  @Override
  public void event(InputDevice device, int type, int code, int value) {
    buffers
        .computeIfAbsent(device.index(), ignored -> new Buffer(device.packetHint()))
        .put(
            EventPacket.event(type, code, value),
            type == InputEventCodes.EV_SYN && code == InputEventCodes.SYN_REPORT);
  }

  @Override
  public void output(byte[] report) {
    StringBuilder text = new StringBuilder();
    for (byte b : report) {
      text.append(text.isEmpty() ? "" : " ").append("%02x".formatted(b));
    }
    outputs.add(text.toString());
  }

  /** Removes and returns all pending packets, device by device. */
  List<EventPacket> read() {
    List<EventPacket> packets = new ArrayList<>();
    for (Map.Entry<Integer, Buffer> entry :
        buffers.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
      Buffer buffer = entry.getValue();
      List<String> events = new ArrayList<>();
      while (buffer.tail != buffer.packetHead) {
        String event = buffer.events[buffer.tail];
        buffer.tail = buffer.tail + 1 & buffer.events.length - 1;
        boolean ends =
            event.startsWith(InputEventCodes.EV_SYN + " " + InputEventCodes.SYN_REPORT + " ");
        if (ends) {
          packets.add(
              new EventPacket(
                  entry.getKey(), Integer.parseInt(event, 4, event.length(), 10), events));
          events = new ArrayList<>();
        } else {
          events.add(event);
        }
      }
    }
    return packets;
  }

  /** Output reports since the last call. */
  List<String> drainOutputs() {
    List<String> taken = List.copyOf(outputs);
    outputs.clear();
    return taken;
  }
}
