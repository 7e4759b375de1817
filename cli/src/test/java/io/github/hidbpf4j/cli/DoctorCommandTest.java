package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} finds on various machines, and what it says would work. */
class DoctorCommandTest {
  @TempDir Path top;
  private FakeMachine machine;

  @BeforeEach
  void aMachine() throws IOException {
    machine = new FakeMachine(top);
  }

  @Test
  void debiansKernelWithoutHidBpf() throws IOException {
    machine.mouse(1, 0);
    CommandRun run = machine.doctor();
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.lines())
        .contains(
            "fine  kernel    Linux 6.12.115+deb13-amd64; nearest profile 6.12",
            "note  hid-bpf   CONFIG_HID_BPF is off ("
                + machine.path("/boot/config-6.12.115+deb13-amd64")
                + "); the bridge does not need it",
            "fine  uhid      CONFIG_UHID is a module",
            "fine  hidraw    CONFIG_HIDRAW is on",
            "fine  device    0003:09DA:0006.0001 (A4Tech Mouse 1): driver hid-generic, %s, %s"
                .formatted(machine.path("/dev/hidraw0"), machine.path("/dev/input/event0")),
            "note  daemon    not running: installed fixes are not attached",
            "bridge        would work",
            "mode          bridge: attach and daemon use it (--mode auto)");
    assertThat(run.out()).contains("to do: sudo hidbpf install OBJECT");
  }

  @Test
  void aKernelWithHidBpf() throws IOException {
    machine.file("/proc/sys/kernel/osrelease", "6.18.15\n");
    machine.file("/boot/config-6.18.15", "CONFIG_HIDRAW=y\nCONFIG_UHID=m\nCONFIG_HID_BPF=y\n");
    machine.file("/sys/kernel/btf/vmlinux", "\0hid_bpf_ops\0");
    machine.file("/proc/self/status", "CapEff:\t000001ffffffffff\n");
    Files.delete(machine.path("/dev/uhid"));
    CommandRun run = machine.doctor();
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("fine  hid-bpf   on", "struct_ops")
        .contains("bridge        would not work\nkernel        would work\nmode          kernel");
    assertThat(run.out()).contains("BAD   nodes").contains("modprobe uhid");

    machine.file("/proc/self/status", "CapEff:\t0000000000000000\n");
    CommandRun user = machine.doctor();
    assertThat(user.out())
        .contains("note  hid-bpf   this process may not load programs", "to do: sudo")
        .contains("kernel        would not work: this process may not load programs")
        .contains("mode          none");

    Files.delete(machine.path("/sys/kernel/btf/vmlinux"));
    CommandRun without = machine.doctor();
    assertThat(without.exitCode()).isEqualTo(Errors.REJECTED);
    assertThat(without.out()).contains("without BTF", "CONFIG_DEBUG_INFO_BTF");
  }

  @Test
  void aKernelWithNothing() throws IOException {
    machine.file(
        "/boot/config-6.12.115+deb13-amd64", "# CONFIG_HIDRAW is not set\n# CONFIG_UHID\n");
    CommandRun run = machine.doctor();
    assertThat(run.exitCode()).isEqualTo(Errors.REJECTED);
    assertThat(run.out())
        .contains("BAD   uhid      CONFIG_UHID is off: no clones of devices")
        .contains("BAD   hidraw    CONFIG_HIDRAW is off: no reports of devices")
        .contains("bridge        would not work\nkernel        would not work: ");
  }

  @Test
  void aKernelThatTellsNothing() throws IOException {
    Files.delete(machine.path("/boot/config-6.12.115+deb13-amd64"));
    CommandRun run = machine.doctor();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("note  hid-bpf   unknown", "note  uhid      CONFIG_UHID is");
  }

  @Test
  void noLinuxAtAll() throws IOException {
    for (String file :
        new String[] {
          "/proc/sys/kernel/osrelease", "/dev/uhid", "/boot/config-6.12.115+deb13-amd64"
        }) {
      Files.delete(machine.path(file));
    }
    CommandRun run = machine.doctor();
    assertThat(run.exitCode()).isEqualTo(Errors.REJECTED);
    assertThat(run.out()).contains("BAD   kernel    not Linux");
  }

  @Test
  void whoHasDevicesOpen() throws IOException {
    machine.mouse(1, 0);
    machine.file("/proc/77/comm", "keyd\n");
    machine.link("/proc/77/fd/5", "/dev/input/event0");
    machine.link("/proc/77/fd/6", "/dev/hidraw0");
    assertThat(machine.doctor().out())
        .contains("note  holders   keyd (process 77) has open /dev/hidraw0, /dev/input/event0\n");
  }

  @Test
  void fixesThatDoNotCountOrLoad() throws IOException {
    machine.mouse(1, 0);
    Files.createDirectories(machine.own());
    Path good = machine.own().resolve("0010-Good.bpf.o");
    Path open = machine.own().resolve("0010-Open.bpf.o");
    Path broken = machine.own().resolve("0010-Broken.bpf.o");
    Path refused = machine.own().resolve("0010-Refused.bpf.o");
    Files.copy(Path.of(CommandRun.OBJECT), good);
    Files.copy(Path.of(CommandRun.OBJECT), open);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-r--"));
    Files.writeString(broken, "broken");
    Files.write(refused, withoutLicence(Files.readAllBytes(Path.of(CommandRun.OBJECT))));
    CommandRun run = machine.doctor();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("fine  fixes     " + good + ": for 0003:09DA:0006.0001 (A4Tech Mouse 1)\n")
        .contains("BAD   fixes     " + open + ": others than its owner can write it")
        .contains("BAD   fixes     " + broken + ": ")
        .contains("BAD   fixes     " + refused + ": kernel 6.12 refuses it: ")
        .contains("to do: hidbpf verify " + refused + " says more");
  }

  /** An object that kernels reject: kfuncs are for programs under the GPL. */
  private static byte[] withoutLicence(byte[] object) {
    String text = new String(object, StandardCharsets.ISO_8859_1);
    assertThat(text).contains("Dual BSD/GPL");
    return text.replace("Dual BSD/GPL", "Proprietary!").getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void theDaemonRuns() throws IOException {
    machine.file("/run/hidbpf/control", "");
    machine.file("/usr/lib/x86_64-linux-gnu/libbpf.so.1", "");
    assertThat(machine.doctor().out())
        .contains("fine  daemon    running")
        .contains("fine  libbpf    /usr/lib/x86_64-linux-gnu/libbpf.so.1");
  }

  @Test
  void aDeviceThatNoBridgeCanBePutOn() throws IOException {
    machine.mouse(1, 0);
    Files.delete(machine.path("/sys/bus/hid/devices/0003:09DA:0006.0001/driver"));
    assertThat(machine.doctor().out())
        .contains("BAD   device    0003:09DA:0006.0001 (A4Tech Mouse 1): no driver has bound it");
  }
}
