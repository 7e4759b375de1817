package io.github.hidbpf4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.kernel.KernelOps;
import io.github.hidbpf4j.live.kernel.KernelPins;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An object that the kernel's HID-BPF has attached to a device.
 *
 * @param device name of the device in sysfs; if the device is gone, name of the pins' folder
 * @param what the struct_ops map or, if the kernel does not say, the pinned object
 * @param holders what keeps it attached
 */
record KernelStatus(String device, String what, List<String> holders) {
  /** Everything that is attached, as far as it can be seen. */
  static List<KernelStatus> of(LiveHost machine) {
    return of(
        attached(machine),
        new KernelPins(machine.files()).all(),
        machine.devices().all().stream().map(LiveDevice::sysfsName).toList());
  }

  /**
   * The same of what was seen.
   *
   * @param attached empty also where the kernel does not tell; then pins are all that is known
   * @param devices names in sysfs
   */
  static List<KernelStatus> of(
      List<KernelOps> attached, List<KernelPins.Pinned> pins, List<String> devices) {
    List<KernelStatus> found = new ArrayList<>();
    for (KernelOps ops : attached) {
      String device =
          devices.stream()
              .filter(ops::isOn)
              .findFirst()
              .orElse("device %04X".formatted(ops.hidId()));
      found.add(new KernelStatus(device, ops.map(), ops.holders()));
    }
    for (KernelPins.Pinned pinned : pins) {
      // What is unfinished may have nothing attached, or only some of it.
      if (attached.isEmpty() || pinned.isUnfinished()) {
        String device = devices.stream().filter(pinned::isOf).findFirst().orElse(pinned.device());
        found.add(
            new KernelStatus(device, pinned.text(), List.of("pin of " + pinned.owner().text())));
      }
    }
    return found;
  }

  private static List<KernelOps> attached(LiveHost machine) {
    try {
      return machine.isThisMachine()
          ? KernelOps.all(Libbpf.open(), machine.files()).orElse(List.of())
          : List.of();
    } catch (HidException e) {
      // Without libbpf, only pins can be seen.
      return List.of();
    }
  }

  String text() {
    return "%-20s in the kernel    %s%s"
        .formatted(device, what, holders.isEmpty() ? "" : "; " + String.join(", ", holders));
  }

  /** A line of {@code status --json}. */
  String json() {
    StringWriter out = new StringWriter();
    try (JsonGenerator g = new JsonFactory().createGenerator(out)) {
      g.writeStartObject();
      g.writeStringField("type", "kernel");
      g.writeStringField("device", device);
      g.writeStringField("what", what);
      JsonLines.strings(g, "holders", holders);
      g.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }
}
