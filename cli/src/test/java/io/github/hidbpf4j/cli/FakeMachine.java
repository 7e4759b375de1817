package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.live.device.LiveDevices;
import io.github.hidbpf4j.live.device.RealNodes;
import io.github.hidbpf4j.live.fixes.FileTrust;
import io.github.hidbpf4j.live.fixes.FixFolders;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import picocli.CommandLine;

/** A machine simulated by a folder: kernel, HID devices, installed fixes. */
final class FakeMachine {
  private final Path root;

  /** Creates one without devices, with Debian's kernel without HID-BPF. */
  FakeMachine(Path root) throws IOException {
    this.root = root;
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    file("/proc/sys/kernel/osrelease", "6.12.115+deb13-amd64\n");
    file(
        "/boot/config-6.12.115+deb13-amd64",
        "CONFIG_HIDRAW=y\nCONFIG_UHID=m\n# CONFIG_HID_BPF is not set\n");
    file("/sys/kernel/btf/vmlinux", "");
    file("/dev/uhid", "");
  }

  Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  Path own() {
    return path("/etc/hidbpf/fixes");
  }

  Path distribution() {
    return path("/usr/lib/firmware/hid/bpf");
  }

  FakeMachine file(String absolute, String text) throws IOException {
    return file(absolute, text.getBytes(StandardCharsets.UTF_8));
  }

  FakeMachine file(String absolute, byte[] bytes) throws IOException {
    Files.createDirectories(path(absolute).getParent());
    Files.write(path(absolute), bytes);
    return this;
  }

  FakeMachine link(String absolute, String target) throws IOException {
    Files.createDirectories(path(absolute).getParent());
    Files.createSymbolicLink(path(absolute), Path.of(target));
    return this;
  }

  /** Adds the example's mouse with these device and node numbers. */
  FakeMachine mouse(int number, int node) throws IOException {
    return mouse(number, node, "usb-0000:00:14.0-1/input0");
  }

  /** Adds the example's mouse at this physical path. */
  FakeMachine mouse(int number, int node, String phys) throws IOException {
    String id = "0003:09DA:0006.%04X".formatted(number);
    String folder = "/sys/bus/hid/devices/" + id;
    byte[] descriptor =
        Recording.parse("wheel.hid", Files.readAllBytes(Path.of(CommandRun.RECORDING)))
            .devices()
            .getFirst()
            .descriptor();
    file(
        folder + "/uevent",
        "HID_ID=0003:000009DA:00000006\nHID_NAME=A4Tech Mouse %d\nHID_PHYS=%s\nHID_UNIQ=\n"
            .formatted(number, phys));
    file(folder + "/modalias", "hid:b0003g0001v000009DAp00000006\n");
    file(folder + "/report_descriptor", descriptor);
    link(folder + "/driver", "../../drivers/hid-generic");
    file(folder + "/hidraw/hidraw%d/dev".formatted(node), "240:0\n");
    file(folder + "/input/input%d/name".formatted(node), "A4Tech Mouse\n");
    file(folder + "/input/input%d/event%d/dev".formatted(node, node), "13:64\n");
    file("/dev/input/event%d".formatted(node), "");
    return Files.exists(path("/dev/hidraw" + node)) ? this : file("/dev/hidraw" + node, "");
  }

  /** The machine as commands see it. */
  LiveHost machine() throws IOException {
    HostFiles files = new HostFiles(root);
    LiveDevices devices = new LiveDevices(files);
    return new LiveHost(
        files,
        devices,
        new RealNodes(devices),
        new FixFolders(List.of(own(), distribution())),
        new FileTrust((int) Files.getAttribute(root, "unix:uid"), root),
        () -> {});
  }

  /** Runs one verb's command object. */
  static CommandRun run(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = new CommandLine(command);
    line.setExecutionExceptionHandler(Errors::handle);
    line.setParameterExceptionHandler(Errors::usage);
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    int code = line.execute(arguments);
    line.getOut().flush();
    line.getErr().flush();
    return new CommandRun(code, out.toString(), err.toString());
  }

  CommandRun list(String... arguments) throws IOException {
    ListCommand command = new ListCommand();
    command.machine = machine();
    return run(command, arguments);
  }

  CommandRun doctor(String... arguments) throws IOException {
    DoctorCommand command = new DoctorCommand();
    command.machine = machine();
    return run(command, arguments);
  }

  CommandRun install(String... arguments) throws IOException {
    InstallCommand command = new InstallCommand();
    command.machine = machine();
    return run(command, arguments);
  }

  CommandRun uninstall(String... arguments) throws IOException {
    UninstallCommand command = new UninstallCommand();
    command.machine = machine();
    return run(command, arguments);
  }

  CommandRun attach(String... arguments) throws IOException {
    AttachCommand command = new AttachCommand();
    command.machine = machine();
    return run(command, arguments);
  }

  CommandRun status(String... arguments) throws IOException {
    StatusCommand command = new StatusCommand();
    command.machine = machine();
    return run(command, arguments);
  }

  CommandRun detach(String... arguments) throws IOException {
    DetachCommand command = new DetachCommand();
    command.machine = machine();
    return run(command, arguments);
  }
}
