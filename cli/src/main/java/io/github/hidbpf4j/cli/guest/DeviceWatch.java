package io.github.hidbpf4j.cli.guest;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Waits for devices of the system to come and go. */
public final class DeviceWatch {
  private static final int STEP_MILLIS = 10;
  private static final Path PROBE = Path.of("/sys/bus/hid/drivers_probe");

  private final SystemHidDevices devices;
  private final Set<String> before;

  /** Creates a watch that remembers the devices present now. */
  public DeviceWatch(SystemHidDevices devices) {
    this.devices = devices;
    before = Set.copyOf(ids());
  }

  private List<String> ids() {
    return devices.all().stream().map(SystemHidDevice::id).toList();
  }

  /**
   * Waits for a new device, until the kernel has bound a driver to it or found none.
   *
   * @param what its name in messages: {@code the clone}
   * @param wanted which device
   * @param millis how long at most
   * @throws HidException if it did not appear, or has gone again
   */
  public SystemHidDevice appeared(String what, Predicate<SystemHidDevice> wanted, long millis)
      throws InterruptedException {
    return find(wanted, millis)
        .orElseThrow(
            () ->
                new HidException(
                    "%s: did not appear within %d ms; there are %s"
                        .formatted(what, millis, ids())));
  }

  private Optional<SystemHidDevice> find(Predicate<SystemHidDevice> wanted, long millis)
      throws InterruptedException {
    Optional<SystemHidDevice> found = find(wanted);
    for (long waited = 0; waited < millis && found.isEmpty(); waited += STEP_MILLIS) {
      Thread.sleep(STEP_MILLIS);
      found = find(wanted);
    }
    if (found.isEmpty()) {
      return found;
    }
    probe(found.get().id());
    return settled(() -> find(wanted), millis);
  }

  /** Looks until probing is over, and was at the look before: the first one may come too early. */
  private static Optional<SystemHidDevice> settled(
      Supplier<Optional<SystemHidDevice>> look, long millis) throws InterruptedException {
    Optional<SystemHidDevice> before = look.get();
    long waited = 0;
    while (true) {
      Thread.sleep(STEP_MILLIS);
      Optional<SystemHidDevice> now = look.get();
      waited += STEP_MILLIS;
      if (waited >= millis || isSettled(now) && nodes(now).equals(nodes(before))) {
        return now;
      }
      before = now;
    }
  }

  /** Its driver and its nodes, which probing changes; nothing if it has gone. */
  private static List<String> nodes(Optional<SystemHidDevice> device) {
    return device.stream()
        .flatMap(
            each ->
                Stream.concat(
                    Stream.of(String.valueOf(each.driver()), String.valueOf(each.hidraw())),
                    each.eventNodes().stream().map(Path::toString)))
        .toList();
  }

  /**
   * Waits until the kernel, which is probing a device again, has bound a driver to it or found
   * none.
   *
   * @param millis how long at most
   * @return the device as it is afterwards
   * @throws HidException if it has gone
   */
  public SystemHidDevice settled(SystemHidDevice device, long millis) throws InterruptedException {
    return settled(() -> devices.device(device.id()), millis)
        .orElseThrow(() -> new HidException(device.id() + ": the device is gone"));
  }

  private Optional<SystemHidDevice> find(Predicate<SystemHidDevice> wanted) {
    return devices.all().stream()
        .filter(device -> !before.contains(device.id()) && wanted.test(device))
        .findFirst();
  }

  /** Has the kernel look for drivers, or waits until it has done so by itself. */
  private static void probe(String id) {
    try {
      Files.writeString(PROBE, id);
    } catch (IOException e) {
      // It has gone, or its driver refused it: the state afterwards shows which.
    }
  }

  /**
   * Whether probing is over. Drivers connect input devices first and hidraw last, and the kernel
   * creates the files in /dev a little later. A driver whose probe fails is not bound any more.
   */
  private static boolean isSettled(Optional<SystemHidDevice> device) {
    return device
        .map(
            found ->
                found.driver() == null
                    || (found.hidraw() != null
                        && Files.exists(found.hidraw())
                        && found.eventNodes().stream().allMatch(Files::exists)))
        .orElse(true);
  }

  /**
   * Waits until a device has gone.
   *
   * @throws HidException if it has not
   */
  public void gone(SystemHidDevice device, long millis) throws InterruptedException {
    long waited = 0;
    while (devices.device(device.id()).isPresent()) {
      if (waited >= millis) {
        throw new HidException("%s: still there after %d ms".formatted(device.id(), millis));
      }
      Thread.sleep(STEP_MILLIS);
      waited += STEP_MILLIS;
    }
  }
}
