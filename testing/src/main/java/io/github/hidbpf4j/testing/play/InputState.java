package io.github.hidbpf4j.testing.play;

import io.github.hidbpf4j.hid.input.AbsInfo;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputEvent;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An input device in lines that can be compared: its name, its properties, and what it can send.
 *
 * @param number which of the device's input devices, from 0
 * @param name of it
 * @param properties numbers, INPUT_PROP_POINTER and so on
 * @param codes by event type; types without codes have an empty list
 * @param axes ranges of those of EV_ABS
 */
public record InputState(
    int number,
    String name,
    List<Integer> properties,
    Map<Integer, List<Integer>> codes,
    List<AbsInfo> axes) {
  /** Copies. */
  public InputState {
    properties = List.copyOf(properties);
    codes = new TreeMap<>(codes);
    axes = List.copyOf(axes);
  }

  /** That of the replay. */
  public static InputState of(int number, InputDevice device) {
    Map<Integer, List<Integer>> codes = new TreeMap<>();
    device.types().forEach(type -> codes.put(type, device.codes(type)));
    return new InputState(number, device.name(), device.properties(), codes, device.axes());
  }

  /** A line for the name and properties, and one for each event type. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "input %d '%s'%s"
            .formatted(
                number,
                name,
                properties.stream()
                    .map(property -> " " + InputEventCodes.propertyName(property))
                    .collect(Collectors.joining())));
    codes.forEach(
        (type, all) -> {
          if (type != InputEventCodes.EV_SYN) {
            lines.add(
                "input %d %s%s".formatted(number, InputEventCodes.typeName(type), text(type, all)));
          }
        });
    return lines;
  }

  private String text(int type, List<Integer> all) {
    if (type == InputEventCodes.EV_ABS) {
      return axes.stream().map(InputState::text).collect(Collectors.joining(",", " ", ""));
    }
    // How fast held keys repeat is no capability.
    return type == InputEventCodes.EV_REP
        ? ""
        : all.stream()
            .map(code -> " " + InputEventCodes.name(type, code))
            .collect(Collectors.joining());
  }

  private static String text(AbsInfo axis) {
    return "%s %d..%d fuzz %d flat %d resolution %d"
        .formatted(
            InputEventCodes.name(InputEventCodes.EV_ABS, axis.code()),
            axis.minimum(),
            axis.maximum(),
            axis.fuzz(),
            axis.flat(),
            axis.resolution());
  }

  /**
   * A packet of events in one line: {@code e0 BTN_LEFT 1, REL_X -3}.
   *
   * @param number of the input device
   * @param mark value of its SYN_REPORT
   */
  public static String packet(int number, List<InputEvent> events, int mark) {
    return "e%d %s%s"
        .formatted(
            number,
            events.stream().map(InputEvent::toString).collect(Collectors.joining(", ")),
            mark == 0 ? "" : " (continued)");
  }
}
