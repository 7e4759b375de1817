package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import java.io.IOException;
import java.util.List;

/**
 * {@code count-devices N}: waits for a line from the host, then until the guest has N HID devices,
 * and prints their ids and drivers.
 */
final class CountDevicesCommand implements GuestCommand {
  private static final long LIMIT_MILLIS = 20_000;
  private static final long STEP_MILLIS = 20;

  @Override
  public int run(GuestTask task) throws IOException {
    int wanted = Integer.parseInt(task.arguments().getFirst());
    task.print("ready");
    SystemHidDevices devices = new SystemHidDevices(HostFiles.SYSTEM);
    List<SystemHidDevice> found = devices.all();
    for (long waited = 0; waited < LIMIT_MILLIS; waited += STEP_MILLIS) {
      if (found.size() == wanted && found.stream().allMatch(device -> device.hidraw() != null)) {
        break;
      }
      // The host's lines are the only clock here.
      String _ = task.readLine(STEP_MILLIS);
      found = devices.all();
    }
    for (SystemHidDevice device : found) {
      task.print("%s %s".formatted(device.ids(), device.driver()));
    }
    return found.size() == wanted ? 0 : 1;
  }
}
