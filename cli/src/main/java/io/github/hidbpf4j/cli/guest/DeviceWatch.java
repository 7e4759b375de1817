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

/** Waits for devices of the system to come and go. */
public final class DeviceWatch {
  private static final int STEP_MILLIS = 10;
  private static final Path PROBE = Path.of("/sys/bus/hid/drivers_probe");

  private final SystemHidDevices devices;
  private final Set<String> before;

  /** Remembers what is there now. */
  public DeviceWatch(SystemHidDevices devices) {
    this.devices = devices;
    before = Set.copyOf(ids());
  }

  private List<String> ids() {
    return devices.all().stream().map(SystemHidDevice::id).toList();
  }

  /**
   * Waits for a device that was not there before, and until the kernel has found it a driver or
   * none.
   *
   * @param what it is called in messages: {@code the clone}
   * @param wanted which one
   * @param millis how long at most
   * @throws HidException if it did not come, or has gone again
   */
  public SystemHidDevice appeared(String what, Predicate<SystemHidDevice> wanted, long millis)
      throws InterruptedException {
    return find(wanted, millis)
        .orElseThrow(
            () ->
                new HidException(
                    "%s: did not come within %d ms; there are %s".formatted(what, millis, ids())));
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
    found = find(wanted);
    for (long waited = 0; waited < millis && !isSettled(found); waited += STEP_MILLIS) {
      Thread.sleep(STEP_MILLIS);
      found = find(wanted);
    }
    return found;
  }

  /**
   * Waits until the kernel has found a driver, or none, for a device that it probes anew.
   *
   * @param millis how long at most
   * @return the device as it is then
   * @throws HidException if it has gone
   */
  public SystemHidDevice settled(SystemHidDevice device, long millis) throws InterruptedException {
    Optional<SystemHidDevice> found = devices.device(device.id());
    for (long waited = 0; waited < millis && !isSettled(found); waited += STEP_MILLIS) {
      Thread.sleep(STEP_MILLIS);
      found = devices.device(device.id());
    }
    return found.orElseThrow(() -> new HidException(device.id() + ": the device has gone"));
  }

  private Optional<SystemHidDevice> find(Predicate<SystemHidDevice> wanted) {
    return devices.all().stream()
        .filter(device -> !before.contains(device.id()) && wanted.test(device))
        .findFirst();
  }

  /** Has drivers looked for, or waits until the kernel, which does so as well, has done it. */
  private static void probe(String id) {
    try {
      Files.writeString(PROBE, id);
    } catch (IOException e) {
      // It has gone, or its driver refused it: what is there afterwards tells.
    }
  }

  /**
   * Drivers connect input devices first and hidraw last, and the kernel makes the files in /dev a
   * little later. A driver that fails is no driver of it any more.
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
