package io.github.hidbpf4j.cli.guest;

import io.github.hidbpf4j.hid.input.AbsInfo;
import io.github.hidbpf4j.hid.input.InputEvent;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.hid.input.InputId;
import io.github.hidbpf4j.linux.device.OpenEvdev;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes what a kernel made of a device and its reports, in the JSON lines that {@code
 * scripts/kernel-evdev} compares with the input layer: {@code recording}, {@code node}, {@code r},
 * {@code async}, {@code end}. Guests have no library for JSON.
 */
final class MeasurementLines {
  private static final Path INPUT = Path.of("/sys/class/input");

  private final StringBuilder text = new StringBuilder();

  void recording(String name, SystemHidDevice device, String kernel) {
    text.append(
        "{\"k\":\"recording\",\"name\":%s,\"kernel\":%s,\"mode\":\"fast\",\"get_report\":\"error\",\"driver\":%s}%n"
            .formatted(string(name), string(kernel), string(String.valueOf(device.driver()))));
  }

  /** An input device: its name, ids and capabilities. */
  void node(int number, String input, OpenEvdev node) {
    InputId id = node.id();
    text.append(
        "{\"k\":\"node\",\"n\":%d,\"name\":%s,\"phys\":%s,\"uniq\":%s,\"id\":[%d,%d,%d,%d]"
            .formatted(
                number,
                string(node.name()),
                string(node.phys()),
                string(node.uniq()),
                id.bus(),
                id.vendor(),
                id.product(),
                id.version()));
    Path folder = INPUT.resolve(input);
    bits("prop", folder.resolve("properties"));
    for (String kind : List.of("ev", "key", "rel", "msc", "led")) {
      bits(kind, folder.resolve("capabilities").resolve(kind));
    }
    List<Integer> axes = bits("absbits", folder.resolve("capabilities/abs"));
    text.append(",\"abs\":").append(list(axes, code -> axis(node.axis(code)))).append("}\n");
  }

  private static String axis(AbsInfo axis) {
    return "{\"code\":%d,\"min\":%d,\"max\":%d,\"fuzz\":%d,\"flat\":%d,\"res\":%d}"
        .formatted(
            axis.code(),
            axis.minimum(),
            axis.maximum(),
            axis.fuzz(),
            axis.flat(),
            axis.resolution());
  }

  private List<Integer> bits(String name, Path attribute) {
    List<Integer> bits = bits(HostFiles.attribute(attribute).orElse(""));
    text.append(",\"%s\":".formatted(name)).append(list(bits, String::valueOf));
    return bits;
  }

  /** Numbers of the bits that are set in a bitmap of sysfs: words of 64 bits, the highest first. */
  static List<Integer> bits(String bitmap) {
    String[] words = bitmap.isBlank() ? new String[0] : bitmap.strip().split(" +", -1);
    List<Integer> bits = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      long word = Long.parseUnsignedLong(words[words.length - 1 - i], 16);
      for (int bit = 0; bit < Long.SIZE; bit++) {
        if ((word >>> bit & 1) == 1) {
          bits.add(i * Long.SIZE + bit);
        }
      }
    }
    return bits;
  }

  void report(int index, long micros, int size, List<NodePacket> packets) {
    text.append(
        "{\"k\":\"r\",\"i\":%d,\"t\":%d.%06d,\"len\":%d,\"p\":%s}%n"
            .formatted(
                index,
                micros / 1_000_000,
                micros % 1_000_000,
                size,
                list(packets, MeasurementLines::packet)));
  }

  /** Packets that no report caused. */
  void async(List<NodePacket> packets) {
    if (!packets.isEmpty()) {
      text.append(
          "{\"k\":\"async\",\"p\":%s}%n".formatted(list(packets, MeasurementLines::packet)));
    }
  }

  private static String packet(NodePacket packet) {
    return "{\"n\":%d%s,\"e\":%s}"
        .formatted(
            packet.node(),
            packet.mark() == 0 ? "" : ",\"split\":" + packet.mark(),
            list(packet.events(), MeasurementLines::event));
  }

  private static String event(InputEvent event) {
    return "[%d,%d,%d]".formatted(event.type(), event.code(), event.value());
  }

  void end(int reports) {
    text.append("{\"k\":\"end\",\"reports\":%d}%n".formatted(reports));
  }

  private static <T> String list(List<T> elements, Function<T, String> each) {
    return elements.stream().map(each).collect(Collectors.joining(",", "[", "]"));
  }

  private static String string(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        default -> {
          if (c < ' ') {
            quoted.append("\\u%04x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Names of what an input device can do, for people. */
  static String summary(String input) {
    Path capabilities = INPUT.resolve(input).resolve("capabilities");
    return bits(HostFiles.attribute(capabilities.resolve("ev")).orElse("")).stream()
        .map(InputEventCodes::typeName)
        .collect(Collectors.joining(" "));
  }
}
