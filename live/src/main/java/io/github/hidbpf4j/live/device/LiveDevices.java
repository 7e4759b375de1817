package io.github.hidbpf4j.live.device;

import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.live.bridge.Applicability;
import io.github.hidbpf4j.live.bridge.BridgeException;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The HID devices of this machine, found by the names that users have for them. */
public final class LiveDevices {
  private static final Pattern SHORT_IDS = Pattern.compile("\\p{XDigit}{4}:\\p{XDigit}{4}");

  private static final String BUS = "/sys/bus/hid";
  private static final String NONE = "this machine has no HID device";

  /** Why there cannot be any device. */
  public static final String NO_BUS = "the module hid is not loaded, " + BUS + " does not exist";

  /** What to do about it: drivers of transports load the HID core. */
  public static final String LOAD_BUS = "modprobe usbhid, or the driver of another bus";

  private final HostFiles files;
  private final SystemHidDevices devices;

  /** Creates it for the files below a root folder, {@link HostFiles#SYSTEM} except in tests. */
  public LiveDevices(HostFiles files) {
    this.files = files;
    this.devices = new SystemHidDevices(files);
  }

  /** Says that there are no devices, and what to do if the kernel cannot know of any. */
  public String absence() {
    return hasBus(files) ? NONE : "%s: %s (%s)".formatted(NONE, NO_BUS, LOAD_BUS);
  }

  /** Whether the kernel has the HID core, built in or loaded. */
  public static boolean hasBus(HostFiles files) {
    return Files.exists(files.path(BUS));
  }

  /** All devices, including clones, in the order in which they appeared. */
  public List<LiveDevice> all() {
    return devices.all().stream().map(LiveDevices::live).toList();
  }

  /** The device with this name in sysfs, in its current state. */
  public Optional<LiveDevice> device(String sysfsName) {
    return devices.device(sysfsName).map(LiveDevices::live);
  }

  /**
   * The device that a user means.
   *
   * @param called its name in sysfs, its hidraw node or that of an input device (the last part
   *     suffices), {@code VVVV:PPPP} or {@code BBBB:VVVV:PPPP} in hex, or a part of its own name
   * @throws BridgeException if there is none, or more than one
   */
  public LiveDevice find(String called) {
    return find(called, all());
  }

  /** Finds a device among originals only: clones have the same ids and names. */
  public LiveDevice findOriginal(String called) {
    return find(called, all().stream().filter(d -> !Applicability.isClone(d)).toList());
  }

  private LiveDevice find(String called, List<LiveDevice> all) {
    List<LiveDevice> found = all.stream().filter(d -> is(d, called)).toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    List<LiveDevice> shown = found.isEmpty() ? all : found;
    String which =
        shown.isEmpty()
            ? absence()
            : (found.isEmpty() ? "there are: " : "which of: ")
                + shown.stream().map(LiveDevices::describe).collect(Collectors.joining(", "));
    throw new BridgeException(
        "device '%s': %s; %s"
            .formatted(called, found.isEmpty() ? "not found" : "more than one", which));
  }

  private static String describe(LiveDevice device) {
    Path hidraw = device.hidraw();
    return "%s %s (%s)"
        .formatted(hidraw == null ? "-" : hidraw, device.sysfsName(), device.info().name());
  }

  private static boolean is(LiveDevice device, String called) {
    String upper = called.toUpperCase(Locale.ROOT);
    if (called.startsWith("/")) {
      Path path = Path.of(called);
      return path.equals(device.hidraw()) || device.inputs().contains(path);
    }
    Path hidraw = device.hidraw();
    if (device.sysfsName().equals(upper)
        || hidraw != null && called.equals(String.valueOf(hidraw.getFileName()))) {
      return true;
    }
    String ids = device.sysfsName().substring(0, device.sysfsName().lastIndexOf('.'));
    if (SHORT_IDS.matcher(called).matches()) {
      return ids.endsWith(":" + upper);
    }
    return ids.equals(upper)
        || !called.isBlank() && device.info().name().toUpperCase(Locale.ROOT).contains(upper);
  }

  private static LiveDevice live(SystemHidDevice device) {
    String driver = device.driver();
    return new LiveDevice(
        device.id(),
        device.info(),
        driver == null ? "" : driver,
        device.descriptor(),
        device.hidraw(),
        device.eventNodes(),
        !device.batteries().isEmpty());
  }
}
