package io.github.hidbpf4j.hid.input;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Input devices as text, and how a fix changed them. */
public final class InputDeviceText {
  /**
   * Maximum number of codes listed for a type; of more, only the first ones and their number are
   * printed.
   */
  private static final int MOST_CODES = 24;

  private InputDeviceText() {}

  /**
   * Formats a device and its capabilities.
   *
   * @param device an input device
   * @return its name, its properties if any, and each event type with its codes, a line each
   */
  public static List<String> lines(InputDevice device) {
    List<String> lines = new ArrayList<>();
    lines.add(device.name().isEmpty() ? "(no name)" : device.name());
    if (!device.properties().isEmpty()) {
      lines.add("  properties  " + properties(device));
    }
    for (int type : device.types()) {
      if (type == InputEventCodes.EV_SYN) {
        continue;
      }
      lines.add("  %-11s %s".formatted(InputEventCodes.typeName(type), codes(device, type)));
    }
    return lines;
  }

  private static String properties(InputDevice device) {
    return device.properties().stream()
        .map(InputEventCodes::propertyName)
        .collect(Collectors.joining(", "));
  }

  private static String codes(InputDevice device, int type) {
    if (type == InputEventCodes.EV_REP) {
      return "keys that are held down repeat";
    }
    List<String> all = new ArrayList<>(capabilities(device, type).values());
    if (all.size() <= MOST_CODES) {
      return String.join(", ", all);
    }
    return String.join(", ", all.subList(0, MOST_CODES / 2))
        + ", … "
        + all.getLast()
        + " (%d in all)".formatted(all.size());
  }

  /** Capabilities by name, with the range of axes. */
  private static Map<String, String> capabilities(InputDevice device, int type) {
    Map<String, String> all = new LinkedHashMap<>();
    if (type == InputEventCodes.EV_ABS) {
      for (AbsInfo axis : device.axes()) {
        all.put(InputEventCodes.name(type, axis.code()), text(axis));
      }
    } else {
      for (int code : device.codes(type)) {
        String name = InputEventCodes.name(type, code);
        all.put(name, name);
      }
    }
    return all;
  }

  private static String text(AbsInfo axis) {
    StringBuilder text =
        new StringBuilder(InputEventCodes.name(InputEventCodes.EV_ABS, axis.code()));
    text.append(' ').append(axis.minimum()).append("..").append(axis.maximum());
    if (axis.fuzz() != 0) {
      text.append(" fuzz ").append(axis.fuzz());
    }
    if (axis.flat() != 0) {
      text.append(" flat ").append(axis.flat());
    }
    if (axis.resolution() != 0) {
      text.append(" resolution ").append(axis.resolution());
    }
    return text.toString();
  }

  /**
   * Formats what readers got, in one line such as {@code BTN_LEFT 1, REL_X -3}. Scan codes are left
   * out: they repeat the usage.
   *
   * @param packets in order
   * @param devices the input devices of the HID device; if there are several, packets name their
   *     device
   * @return {@code nothing} if there is nothing to show
   */
  public static String packets(List<InputPacket> packets, List<InputDevice> devices) {
    StringBuilder text = new StringBuilder();
    int last = -1;
    for (InputPacket packet : packets) {
      boolean begun = false;
      for (InputEvent event : packet.events()) {
        if (!isShown(event)) {
          continue;
        }
        if (begun) {
          text.append(", ");
        } else {
          text.append(text.isEmpty() ? "" : " | ");
          int device = packet.device();
          if (devices.size() > 1 && device != last && device < devices.size()) {
            text.append(devices.get(device).name()).append(": ");
          }
          last = device;
          begun = true;
        }
        text.append(InputEventCodes.name(event.type(), event.code())).append(' ');
        text.append(event.value());
      }
    }
    return text.isEmpty() ? "nothing" : text.toString();
  }

  private static boolean isShown(InputEvent event) {
    return event.type() != InputEventCodes.EV_MSC || event.code() != InputEventCodes.MSC_SCAN;
  }

  /**
   * Compares the input devices without and with a fix. Devices are matched by index.
   *
   * @param before devices without the fix
   * @param after devices with it
   * @return lines that start with {@code +} (new), {@code -} (removed) or {@code ~} (an axis with
   *     another range), below the name of the device if it still exists; none if nothing changed
   */
  public static List<String> changes(List<InputDevice> before, List<InputDevice> after) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
      if (i >= before.size()) {
        mark(lines, "+ ", after.get(i));
      } else if (i >= after.size()) {
        mark(lines, "- ", before.get(i));
      } else {
        changes(lines, before.get(i), after.get(i));
      }
    }
    return lines;
  }

  private static void mark(List<String> lines, String mark, InputDevice device) {
    lines(device).forEach(line -> lines.add(mark + line));
  }

  private static void changes(List<String> lines, InputDevice before, InputDevice after) {
    List<String> own = new ArrayList<>();
    if (!before.name().equals(after.name())) {
      own.add("- name " + before.name());
      own.add("+ name " + after.name());
    }
    compare(own, byName(before), byName(after));
    for (int type = 1; type < 0x20; type++) {
      compare(own, capabilities(before, type), capabilities(after, type));
    }
    if (!own.isEmpty()) {
      lines.add(after.name() + ":");
      own.forEach(line -> lines.add("  " + line));
    }
  }

  private static Map<String, String> byName(InputDevice device) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int property : device.properties()) {
      String name = InputEventCodes.propertyName(property);
      all.put(name, name);
    }
    return all;
  }

  private static void compare(
      List<String> lines, Map<String, String> before, Map<String, String> after) {
    List<String> gone = new ArrayList<>();
    List<String> added = new ArrayList<>();
    before.forEach(
        (name, text) -> {
          String now = after.get(name);
          if (now == null) {
            gone.add(text);
          } else if (!now.equals(text)) {
            lines.add("~ " + text + " → " + now.substring(name.length()).strip());
          }
        });
    after.forEach(
        (name, text) -> {
          if (!before.containsKey(name)) {
            added.add(text);
          }
        });
    if (!gone.isEmpty()) {
      lines.add("- " + String.join(", ", gone));
    }
    if (!added.isEmpty()) {
      lines.add("+ " + String.join(", ", added));
    }
  }
}
