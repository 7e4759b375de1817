package io.github.hidbpf4j.linux.sysfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Builds a system's files in a folder. */
public final class SystemTree {
  /** The path of a USB device, without its id. */
  public static final String USB = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/";

  /** The folder of devices that processes create. */
  public static final String UHID = "/sys/devices/virtual/misc/uhid/";

  private final Path root;

  /** Creates one below this folder. */
  public SystemTree(Path root) {
    this.root = root;
  }

  /** The reader of these files. */
  public HostFiles files() {
    return new HostFiles(root);
  }

  /** The path of a file. */
  public Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** Writes a file. */
  public SystemTree file(String absolute, byte[] content) throws IOException {
    Files.createDirectories(path(absolute).getParent());
    Files.write(path(absolute), content);
    return this;
  }

  /** Writes a file of text. */
  public SystemTree file(String absolute, String content) throws IOException {
    return file(absolute, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Creates a link; its target need not exist. */
  public SystemTree link(String absolute, Path target) throws IOException {
    Files.createDirectories(path(absolute).getParent());
    Files.createSymbolicLink(path(absolute), target);
    return this;
  }

  /** Creates a HID device below this folder, with this uevent attribute. */
  public SystemTree device(String parent, String id, String uevent) throws IOException {
    file(parent + id + "/uevent", uevent);
    return link("/sys/bus/hid/devices/" + id, path(parent + id));
  }

  /** Creates a mouse with everything that belongs to one. */
  public SystemTree mouse(String parent, String id, int number) throws IOException {
    String folder = parent + id;
    device(
        parent,
        id,
        """
        DRIVER=hid-generic
        HID_ID=0003:0000046D:0000C077
        HID_NAME=Logitech USB Mouse
        HID_PHYS=usb-0000:00:14.0-1/input0
        HID_UNIQ=123
        MODALIAS=hid:b0003g0001v0000046Dp0000C077
        """);
    file(folder + "/modalias", "hid:b0003g0001v0000046Dp0000C077\n");
    file(folder + "/report_descriptor", new byte[] {5, 1, 9, 2});
    link(folder + "/driver", Path.of("../../../bus/hid/drivers/hid-generic"));
    file(folder + "/hidraw/hidraw" + number + "/dev", "240:0\n");
    file(folder + "/input/input7/name", "Logitech USB Mouse\n");
    file(folder + "/country", "21\n").file(folder + "/input/input7/id/version", "0111\n");
    file(folder + "/input/input7/phys", "usb-0000:00:14.0-1/input0\n");
    file(folder + "/input/input7/inhibited", "0\n");
    file(folder + "/input/input7/event" + number + "/dev", "13:64\n");
    file(folder + "/input/input7/mouse0/dev", "13:32\n");
    return file(folder + "/power_supply/hid-123-battery/capacity", "77\n");
  }
}
