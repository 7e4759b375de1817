package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.hid.input.InputEvent;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.hid.input.InputPacket;
import io.github.hidbpf4j.testing.bench.Bench;
import io.github.hidbpf4j.testing.bench.BenchDevice;
import io.github.hidbpf4j.testing.bench.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Compares the events that readers of the input devices got. */
final class EvdevCheck {
  private EvdevCheck() {}

  static @Nullable Mismatch check(
      Bench bench, BenchDevice device, long within, Expectation.Evdev expected) {
    Queue<Observation.Evdev> queue = device.evdev();
    if (expected.events().isEmpty()) {
      bench.advance(within);
      dropEmpty(queue);
      return queue.isEmpty()
          ? null
          : new Mismatch("expected no input event" + Shown.inTime(within), Shown.lines(queue));
    }
    long end = bench.now() + within;
    do {
      Waiting.until(bench, queue, Math.max(0, end - bench.now()));
      dropEmpty(queue);
    } while (queue.isEmpty() && bench.now() < end);
    Observation.Evdev next = queue.peek();
    String message =
        "expected input events %s%s"
            .formatted(
                expected.input().isEmpty() ? "" : expected.input() + ": ",
                String.join(", ", expected.events()));
    if (next == null) {
      return new Mismatch(message, List.of("applications got nothing" + Shown.inTime(within)));
    }
    int at = packet(next, expected.input());
    List<String> found = at < 0 ? List.of() : events(next.packets().get(at));
    if (found.equals(expected.events())) {
      take(queue, next, at);
      return null;
    }
    return new Mismatch(message, differences(expected.events(), found), Shown.lines(queue));
  }

  /** Drops packets that contain only scan codes: they do not count. */
  static void dropEmpty(Queue<Observation.Evdev> queue) {
    queue.removeIf(e -> e.packets().stream().allMatch(p -> events(p).isEmpty()));
  }

  private static List<String> events(InputPacket packet) {
    return packet.events().stream()
        .filter(
            e ->
                e.type() != InputEventCodes.EV_MSC
                    || !InputEventCodes.name(e.type(), e.code()).equals("MSC_SCAN"))
        .map(InputEvent::toString)
        .toList();
  }

  /** The first packet of an input device, or of any if the name is empty; -1 if there is none. */
  private static int packet(Observation.Evdev seen, String input) {
    for (int i = 0; i < seen.packets().size(); i++) {
      InputPacket packet = seen.packets().get(i);
      boolean named =
          input.isEmpty()
              || packet.device() < seen.devices().size()
                  && seen.devices().get(packet.device()).name().equals(input);
      if (named && !events(packet).isEmpty()) {
        return i;
      }
    }
    return -1;
  }

  /** Differences by code; empty if only the order differs. */
  private static List<Difference> differences(List<String> expected, List<String> found) {
    Map<String, String> wanted = byCode(expected);
    Map<String, String> got = byCode(found);
    List<Difference> all = new ArrayList<>();
    wanted.forEach(
        (code, value) -> {
          String is = got.getOrDefault(code, Difference.NONE);
          if (!is.equals(value)) {
            all.add(new Difference(code, value, is));
          }
        });
    got.forEach(
        (code, value) -> {
          if (!wanted.containsKey(code)) {
            all.add(new Difference(code, Difference.NONE, value));
          }
        });
    if (all.isEmpty()) {
      all.add(new Difference("order", String.join(", ", expected), String.join(", ", found)));
    }
    return all;
  }

  private static Map<String, String> byCode(List<String> events) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String event : events) {
      int blank = event.lastIndexOf(' ');
      values.merge(
          event.substring(0, blank), event.substring(blank + 1), (a, b) -> a + " then " + b);
    }
    return values;
  }

  /** Removes one packet; those in the same observation stay for their own line. */
  private static void take(Queue<Observation.Evdev> queue, Observation.Evdev seen, int at) {
    List<InputPacket> rest = new ArrayList<>(seen.packets());
    rest.remove(at);
    queue.remove();
    if (rest.stream().anyMatch(p -> !events(p).isEmpty())) {
      List<Observation.Evdev> later = List.copyOf(queue);
      queue.clear();
      queue.add(new Observation.Evdev(seen.nanos(), rest, seen.devices()));
      queue.addAll(later);
    }
  }
}
