package io.github.hidbpf4j.cli.guest.play;

import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.live.kernel.KernelSupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code facts}: which features that tests need the kernel has, one word each: {@link #UHID},
 * {@link #HIDRAW}, {@link #EVDEV}, {@link #HID_BPF}.
 */
public final class FactsCommand implements GuestCommand {
  /** Name of the command. */
  public static final String NAME = "facts";

  /** Devices can be created. */
  public static final String UHID = "uhid";

  /** Their reports can be read. */
  public static final String HIDRAW = "hidraw";

  /** Events of input devices can be read. */
  public static final String EVDEV = "evdev";

  /** Programs can be attached to devices in the kernel itself. */
  public static final String HID_BPF = "hid-bpf";

  @Override
  public int run(GuestTask task) throws IOException {
    if (Files.exists(Path.of("/dev/uhid"))) {
      task.print(UHID);
    }
    if (Files.isDirectory(Path.of("/sys/class/hidraw"))) {
      task.print(HIDRAW);
    }
    if (Files.exists(Path.of("/sys/module/evdev"))) {
      task.print(EVDEV);
    }
    // Only the kernel matters here, not whether there is a loader.
    if (KernelSupport.look(HostFiles.SYSTEM, () -> {}).kind() == KernelSupport.Kind.STRUCT_OPS) {
      task.print(HID_BPF);
    }
    return 0;
  }
}
