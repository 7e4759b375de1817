package io.github.hidbpf4j.live.fixes;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.kernel.metadata.DeviceMatch;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.nio.file.Path;
import java.util.List;

/**
 * An object that is installed and trusted.
 *
 * @param file its path
 * @param own whether it is in our folder
 * @param object its contents
 * @param devices the devices that it is for; at least one
 */
public record InstalledFix(Path file, boolean own, BpfObject object, List<DeviceMatch> devices) {
  /** Copies. */
  public InstalledFix {
    devices = List.copyOf(devices);
  }

  /** Its file name. */
  public String name() {
    return String.valueOf(file.getFileName());
  }

  /** Whether its metadata names this device. */
  public boolean isFor(LiveDevice device) {
    return devices.stream()
        .anyMatch(
            d ->
                d.matches(
                    device.info().bus(),
                    device.group().number(),
                    device.info().vendor(),
                    device.info().product()));
  }
}
