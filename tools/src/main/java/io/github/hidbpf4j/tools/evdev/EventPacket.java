package io.github.hidbpf4j.tools.evdev;

import java.util.ArrayList;
import java.util.List;

/**
 * Events up to a SYN_REPORT.
 *
 * @param node index of the input device
 * @param mark value of the SYN_REPORT
 * @param events type, code and value of each, as comparable words
 */
record EventPacket(int node, int mark, List<String> events) {
  static EventPacket of(JsonTree json) {
    List<String> events = new ArrayList<>();
    for (JsonTree event : json.get("e").elements()) {
      List<Integer> parts = event.numbers();
      events.add(event(parts.get(0), parts.get(1), parts.get(2)));
    }
    return new EventPacket(json.get("n").number(), json.get("split").number(), events);
  }

  static List<EventPacket> listOf(JsonTree packets) {
    return packets.elements().stream().map(EventPacket::of).toList();
  }

  static String event(int type, int code, int value) {
    return type + " " + code + " " + value;
  }

  /** Sorts packets by input device, since their order across devices was not measured. */
  static List<EventPacket> byNode(List<EventPacket> packets) {
    return packets.stream().sorted((a, b) -> Integer.compare(a.node, b.node)).toList();
  }
}
