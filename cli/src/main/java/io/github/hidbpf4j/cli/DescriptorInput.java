package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.input.InputDeviceText;
import io.github.hidbpf4j.hid.input.InputDevices;
import io.github.hidbpf4j.hid.input.InputId;
import io.github.hidbpf4j.hid.input.InputOptions;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows the input devices of descriptors: {@code descriptor --input}. */
final class DescriptorInput {
  private final PrintWriter out;
  private final InputOptions options;
  private final JsonLines lines;
  private final boolean json;

  DescriptorInput(PrintWriter out, JsonLines lines, InputOptions options, boolean json) {
    this.lines = lines;
    this.out = out;
    this.options = options;
    this.json = json;
  }

  /**
   * Prints input devices.
   *
   * @param other descriptors to compare with, each with the one at its index; empty for none
   */
  void print(List<DescriptorFile.Entry> entries, List<DescriptorFile.Entry> other) {
    if (!other.isEmpty() && other.size() != entries.size()) {
      throw new HidException(
          "%d descriptors to compare with %d, expected the same number in both files"
              .formatted(other.size(), entries.size()));
    }
    for (int i = 0; i < entries.size(); i++) {
      DescriptorFile.Entry entry = entries.get(i);
      // One device for both, so that they have the same name and ids.
      RecordedDevice device =
          entry.device() != null || other.isEmpty() ? entry.device() : other.get(i).device();
      InputDevices before = devices(entry, device);
      InputDevices after = other.isEmpty() ? null : devices(other.get(i), device);
      if (json) {
        json(entry.title(), before, after);
      } else {
        text(entry.title(), before, after == null ? null : other.get(i).title(), after);
      }
    }
  }

  private InputDevices devices(DescriptorFile.Entry entry, @Nullable RecordedDevice device) {
    ReportDescriptor parsed;
    try {
      parsed = ReportDescriptor.parse(entry.bytes());
    } catch (DescriptorException e) {
      throw new HidException(entry.title() + ": " + e.getMessage(), e);
    }
    InputOptions of =
        device == null
            ? options
            : options
                .withDevice(
                    device.name(), new InputId(device.bus(), device.vendor(), device.product(), 0))
                .withPaths(device.phys(), "");
    return InputDevices.of(parsed, of);
  }

  private void text(
      String title,
      InputDevices before,
      @Nullable String otherTitle,
      @Nullable InputDevices after) {
    out.println("# " + Hex.printable(title));
    out.printf("driver      %s%n", before.driver());
    out.println(
        "assumed     no vendor driver; the device answers no GET_REPORT, and accepts SET_REPORT");
    if (before.devices().isEmpty()) {
      out.println("input       no input devices: applications see nothing of it");
    }
    before
        .devices()
        .forEach(d -> InputDeviceText.lines(d).forEach(line -> out.println("input       " + line)));
    if (after == null) {
      return;
    }
    out.println("# " + Hex.printable(String.valueOf(otherTitle)));
    if (!after.driver().equals(before.driver())) {
      out.printf("driver      %s%n", after.driver());
    }
    List<String> changes = InputDeviceText.changes(before.devices(), after.devices());
    if (changes.isEmpty()) {
      out.println("input       the same input devices");
    }
    changes.forEach(line -> out.println("input       " + line));
  }

  private void json(String title, InputDevices before, @Nullable InputDevices after) {
    lines.object(
        "input",
        o -> {
          o.writeStringField("name", title);
          o.writeStringField("driver", before.driver());
          InputDevicesJson.write(o, "input_devices", before.devices());
          if (after != null) {
            o.writeStringField("compared_driver", after.driver());
            InputDevicesJson.write(o, "compared_input_devices", after.devices());
          }
        });
  }
}
