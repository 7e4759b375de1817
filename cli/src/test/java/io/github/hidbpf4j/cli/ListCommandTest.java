package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code list} prints of devices, fixes for them, and what is attached. */
class ListCommandTest {
  @TempDir Path top;
  private FakeMachine machine;

  @BeforeEach
  void aMachine() throws IOException {
    machine = new FakeMachine(top);
  }

  private void put(Path folder, String name, String object) throws IOException {
    CommandRun run =
        machine.install(
            "--folder",
            folder.toString(),
            Files.write(
                    Files.createDirectories(top.resolve("home")).resolve(name),
                    Files.readAllBytes(Path.of(object)))
                .toString());
    assertThat(run.exitCode()).as("%s", run).isZero();
  }

  @Test
  void withoutDevices() throws IOException {
    assertThat(machine.list().out()).isEqualTo("no HID device\n");
    assertThat(machine.list("--json").lines())
        .singleElement()
        .asString()
        .startsWith("{\"type\":\"machine\",\"format\":\"hidbpf-list\",\"version\":1,");
  }

  @Test
  void devicesWithTheFixesForThem() throws IOException {
    machine.mouse(1, 0);
    put(machine.own(), "0010-A4Tech__Wheel.bpf.o", CommandRun.OBJECT);
    put(machine.distribution(), "0009-A4Tech__Wheel.bpf.o", CommandRun.TRACING);
    CommandRun run = machine.list();
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.lines())
        .containsExactly(
            machine.path("/dev/hidraw0")
                + " 0003:09DA:0006.0001  hid-generic, 52 bytes  A4Tech Mouse 1",
            "  fix         " + machine.own().resolve("0010-A4Tech__Wheel.bpf.o"),
            "  fix         " + machine.distribution().resolve("0009-A4Tech__Wheel.bpf.o"));
    assertThat(machine.list("--folder", machine.distribution().toString()).lines()).hasSize(2);
  }

  @Test
  void whatIsAttachedAndHow() throws IOException {
    machine.mouse(1, 0);
    machine.mouse(2, 1, "hidbpf4j/0003:09DA:0006.0001/input0");
    machine.mouse(3, 2);
    machine.file("/sys/fs/bpf/hid/0003_09DA_0006_0003/a4tech/prog", "");
    put(machine.own(), "0010-A4Tech__Wheel.bpf.o", CommandRun.OBJECT);
    String node = machine.path("/dev/hidraw1").toString();
    assertThat(machine.list().lines())
        .contains(
            "  attached    by the bridge: applications use 0003:09DA:0006.0002 " + node,
            "  clone       of 0003:09DA:0006.0001, made by hidbpf",
            "  attached    in the kernel: a4tech");
    assertThat(machine.list().lines().stream().filter(l -> l.startsWith("  fix"))).hasSize(2);
    assertThat(machine.list("--json").out())
        .contains("\"clone\":\"0003:09DA:0006.0002\"")
        .contains("\"clone_of\":\"0003:09DA:0006.0001\"")
        .contains("\"kernel_programs\":[\"a4tech\"]");
  }

  @Test
  void whatDoesNotCountIsSaid() throws IOException {
    put(machine.own(), "0010-A4Tech__Wheel.bpf.o", CommandRun.OBJECT);
    Path file = machine.own().resolve("0010-A4Tech__Wheel.bpf.o");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(machine.list().lines())
        .containsExactly(
            "no HID device",
            "left out      %s: others than its owner can write it (rw-rw-rw-): `chmod go-w %s`"
                .formatted(file, file));
    assertThat(machine.list("--json").out())
        .contains("{\"type\":\"left_out\",\"file\":\"" + file + "\",\"reason\":\"untrusted\",");
  }

  @Test
  void aDeviceThatNobodyDrives() throws IOException {
    machine.mouse(1, 0);
    Files.delete(machine.path("/sys/bus/hid/devices/0003:09DA:0006.0001/driver"));
    Files.delete(machine.path("/sys/bus/hid/devices/0003:09DA:0006.0001/hidraw/hidraw0/dev"));
    Files.delete(machine.path("/sys/bus/hid/devices/0003:09DA:0006.0001/hidraw/hidraw0"));
    assertThat(machine.list().out())
        .isEqualTo("no hidraw     0003:09DA:0006.0001  no driver, 52 bytes  A4Tech Mouse 1\n");
    assertThat(machine.list("--json").out()).doesNotContain("\"hidraw\":");
  }
}
