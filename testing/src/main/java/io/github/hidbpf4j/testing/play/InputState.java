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
 * The state of an input device in comparable lines: its name, its properties, and its capabilities.
 *
 * @param number its index among the device's input devices, from 0
 * @param name its name
 * @param properties their numbers, such as INPUT_PROP_POINTER
 * @param codes by event type; the list of a type without codes is empty
 * @param axes ranges of the axes of EV_ABS
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

  /** The state of an input device in the replay. */
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
    // The repeat rate of held keys is not a capability.
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
   * Formats a packet of events as one line: {@code e0 BTN_LEFT 1, REL_X -3}.
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
