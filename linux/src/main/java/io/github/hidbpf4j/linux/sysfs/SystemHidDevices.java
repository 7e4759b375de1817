package io.github.hidbpf4j.linux.sysfs;

import io.github.hidbpf4j.linux.call.DeviceText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Queries {@code /sys/bus/hid/devices}. Devices that vanish meanwhile are left out or incomplete.
 *
 * <p>A node that was opened after a query belongs to the device if a later query still shows the
 * device with it: numbers of nodes are reused, ids of devices are not.
 */
public final class SystemHidDevices {
  /** Maximum size of a descriptor: HID_MAX_DESCRIPTOR_SIZE. */
  private static final int DESCRIPTOR_MAX = 4096;

  private static final Pattern ID =
      Pattern.compile("(\\p{XDigit}{4}):(\\p{XDigit}{4,8}):(\\p{XDigit}{4,8})\\.(\\p{XDigit}+)");

  private static final Pattern HEX16 = Pattern.compile("\\p{XDigit}{1,4}");

  private static final Pattern GROUP = Pattern.compile("hid:b\\p{XDigit}{4}g(\\p{XDigit}{4})v.*");

  private final HostFiles files;

  /** Creates it for a system's files. */
  public SystemHidDevices(HostFiles files) {
    this.files = files;
  }

  /** All devices, in the order in which they appeared. */
  public List<SystemHidDevice> all() {
    List<SystemHidDevice> devices = new ArrayList<>();
    for (Path entry : HostFiles.entries(files.path("/sys/bus/hid/devices"), "")) {
      device(entry.getFileName().toString()).ifPresent(devices::add);
    }
    devices.sort(Comparator.comparingLong(SystemHidDevices::instance));
    return devices;
  }

  private static long instance(SystemHidDevice device) {
    return Long.parseUnsignedLong(device.id().substring(device.id().lastIndexOf('.') + 1), 16);
  }

  /**
   * The device with this id, {@code 0003:046D:C077.0004}; empty if it does not exist (any more).
   */
  public Optional<SystemHidDevice> device(String id) {
    Matcher parts = ID.matcher(id);
    if (!parts.matches() || parts.group(4).length() > 15) {
      return Optional.empty();
    }
    Path folder = HostFiles.real(files.path("/sys/bus/hid/devices/" + id));
    if (folder == null) {
      return Optional.empty();
    }
    Optional<HidProperties> found =
        HostFiles.attribute(folder.resolve("uevent")).map(HidProperties::parse);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    HidProperties properties = found.get();
    return Optional.of(
        new SystemHidDevice(
            id,
            Integer.parseInt(parts.group(1), 16),
            Integer.parseUnsignedInt(parts.group(2), 16),
            Integer.parseUnsignedInt(parts.group(3), 16),
            version(folder),
            hex(folder.resolve("country")),
            group(folder),
            properties.name(),
            properties.phys(),
            properties.uniq(),
            HostFiles.linkedName(folder.resolve("driver")),
            HostFiles.bytes(folder.resolve("report_descriptor"), DESCRIPTOR_MAX)
                .orElse(new byte[0]),
            hidraw(folder),
            inputs(folder),
            batteries(folder),
            folder));
  }

  /** The version of the first input device: that of the HID device is not exposed. */
  private static int version(Path folder) {
    return HostFiles.entries(folder.resolve("input"), "input").stream()
        .findFirst()
        .map(input -> hex(input.resolve("id/version")))
        .orElse(0);
  }

  private static int hex(Path attribute) {
    String text = HostFiles.attribute(attribute).orElse("").strip();
    return HEX16.matcher(text).matches() ? Integer.parseInt(text, 16) : 0;
  }

  private static int group(Path folder) {
    Matcher group = GROUP.matcher(HostFiles.attribute(folder.resolve("modalias")).orElse(""));
    return group.matches() ? Integer.parseInt(group.group(1), 16) : 0;
  }

  private @Nullable Path hidraw(Path folder) {
    List<Path> nodes = HostFiles.entries(folder.resolve("hidraw"), "hidraw");
    return nodes.isEmpty() ? null : files.path("/dev/" + nodes.getFirst().getFileName());
  }

  private List<SystemInput> inputs(Path folder) {
    List<SystemInput> inputs = new ArrayList<>();
    for (Path input : HostFiles.entries(folder.resolve("input"), "input")) {
      List<Path> events =
          HostFiles.entries(input, "event").stream()
              .map(event -> files.path("/dev/input/" + event.getFileName()))
              .toList();
      inputs.add(
          new SystemInput(
              input.getFileName().toString(),
              DeviceText.printable(HostFiles.attribute(input.resolve("name")).orElse("")),
              DeviceText.printable(HostFiles.attribute(input.resolve("phys")).orElse("")),
              events,
              HostFiles.attribute(input.resolve("inhibited")).orElse("0").equals("1")));
    }
    return List.copyOf(inputs);
  }

  private static List<SystemBattery> batteries(Path folder) {
    return HostFiles.entries(folder.resolve("power_supply"), "").stream()
        .map(
            battery ->
                new SystemBattery(
                    DeviceText.printable(battery.getFileName().toString()),
                    capacity(battery.resolve("capacity"))))
        .toList();
  }

  private static int capacity(Path file) {
    String text = HostFiles.attribute(file).orElse("");
    return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
  }
}
