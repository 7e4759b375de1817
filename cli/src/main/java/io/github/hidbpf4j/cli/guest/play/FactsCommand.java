package io.github.hidbpf4j.cli.guest.play;

import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code facts}: what the kernel has of what tests need, a word each: {@link #UHID}, {@link
 * #HIDRAW}, {@link #EVDEV}, {@link #HID_BPF}.
 */
public final class FactsCommand implements GuestCommand {
  /** Name of the command. */
  public static final String NAME = "facts";

  /** Devices can be made. */
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
    if (hasHidBpf()) {
      task.print(HID_BPF);
    }
    return 0;
  }

  /** As struct_ops, which began with 6.11: the structure has to be among the kernel's types. */
  private static boolean hasHidBpf() throws IOException {
    byte[] name = "\0hid_bpf_ops\0".getBytes(StandardCharsets.US_ASCII);
    for (String types : List.of("vmlinux", "hid")) {
      Path file = Path.of("/sys/kernel/btf", types);
      if (Files.exists(file) && contains(Files.readAllBytes(file), name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(byte[] all, byte[] part) {
    for (int i = 0; i + part.length <= all.length; i++) {
      int k = 0;
      while (k < part.length && all[i + k] == part[k]) {
        k++;
      }
      if (k == part.length) {
        return true;
      }
    }
    return false;
  }
}
