package io.github.hidbpf4j.cli.guest;

import io.github.hidbpf4j.hid.input.AbsInfo;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.linux.device.OpenEvdev;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.testing.play.InputState;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What sysfs and EVIOCGABS report about an input device. */
public final class InputCapabilities {
  private static final Path INPUT = Path.of("/sys/class/input");

  /** Files of event types that have codes. */
  private static final Map<Integer, String> FILES =
      Map.of(
          InputEventCodes.EV_KEY, "key",
          InputEventCodes.EV_REL, "rel",
          InputEventCodes.EV_ABS, "abs",
          InputEventCodes.EV_MSC, "msc",
          InputEventCodes.EV_LED, "led");

  private InputCapabilities() {}

  /**
   * Reads the state of an input device.
   *
   * @param number its index among the HID device's input devices, from 0
   * @param input its name in sysfs, with its number
   * @param node its node
   */
  public static InputState of(int number, String input, OpenEvdev node) {
    Path folder = INPUT.resolve(input);
    Path capabilities = folder.resolve("capabilities");
    Map<Integer, List<Integer>> codes = new HashMap<>();
    for (int type : bits(capabilities.resolve("ev"))) {
      String file = FILES.get(type);
      codes.put(type, file == null ? List.of() : bits(capabilities.resolve(file)));
    }
    List<AbsInfo> axes =
        codes.getOrDefault(InputEventCodes.EV_ABS, List.of()).stream().map(node::axis).toList();
    return new InputState(number, node.name(), bits(folder.resolve("properties")), codes, axes);
  }

  private static List<Integer> bits(Path attribute) {
    return MeasurementLines.bits(HostFiles.attribute(attribute).orElse(""));
  }
}
