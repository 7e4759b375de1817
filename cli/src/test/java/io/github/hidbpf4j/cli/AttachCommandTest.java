package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.daemon.DeviceStatus;
import io.github.hidbpf4j.live.daemon.DeviceStatus.Phase;
import io.github.hidbpf4j.live.daemon.DeviceStatus.Traffic;
import io.github.hidbpf4j.live.daemon.StatusJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What attach, detach and status print when there is nothing to attach to, and their exit codes.
 */
class AttachCommandTest {
  @TempDir Path root = Path.of("");

  private static void refused(CommandRun run, String... parts) {
    assertThat(run.err()).contains(parts).hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void noDeviceThatTheObjectNames() throws IOException {
    refused(
        new FakeMachine(root).attach(CommandRun.OBJECT),
        "the objects' metadata names no device of this machine");
  }

  @Test
  void severalDevicesThatTheObjectNames() throws IOException {
    refused(
        new FakeMachine(root).mouse(1, 0).mouse(2, 1).attach(CommandRun.OBJECT),
        "the objects are for several devices of this machine: name one",
        "0003:09DA:0006.0001 (A4Tech Mouse 1), 0003:09DA:0006.0002 (A4Tech Mouse 2)");
  }

  @Test
  void deviceThatIsNotThere() throws IOException {
    refused(
        new FakeMachine(root).mouse(1, 0).attach(CommandRun.OBJECT, "1234:5678"),
        "device '1234:5678': not found; there are: ",
        "0003:09DA:0006.0001");
  }

  @Test
  void deviceThatHasACloneAlready() throws IOException {
    refused(
        new FakeMachine(root)
            .mouse(1, 0)
            .mouse(2, 1, "hidbpf4j/0003:09DA:0006.0001/input0")
            .attach(CommandRun.OBJECT),
        "already has a clone, 0003:09DA:0006.0002",
        "`hidbpf detach 0003:09DA:0006.0001` if it is the daemon's");
  }

  private FakeMachine withHidBpf() throws IOException {
    return new FakeMachine(root)
        .mouse(1, 0)
        .file("/sys/kernel/btf/vmlinux", "\0hid_bpf_ops\0")
        .file("/proc/self/status", "CapEff:\t000001ffffffffff\n");
  }

  @Test
  void kernelWithoutHidBpfIsOneLine() throws IOException {
    refused(
        new FakeMachine(root)
            .mouse(1, 0)
            .file("/sys/kernel/btf/vmlinux", "\0int\0")
            .attach("--mode", "kernel", CommandRun.OBJECT),
        "the kernel has no HID-BPF",
        "--mode bridge");
  }

  @Test
  void kernelWithoutRightsIsOneLine() throws IOException {
    refused(
        withHidBpf()
            .file("/proc/self/status", "CapEff:\t0000000000000000\n")
            .attach("--keep", CommandRun.OBJECT),
        "this process may not load programs",
        "CAP_PERFMON",
        "(sudo)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --mode sideways               | expected auto, kernel or bridge
          --mode bridge --keep          | --keep requires --mode kernel: a bridge ends
          --mode kernel --kernel 6.12   | are for the bridge
          --keep --kernel 6.12          | are for the bridge
          """)
  void whatDoesNotGoTogether(String options, String message) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(options.split(" ", -1)));
    arguments.add(CommandRun.OBJECT);
    CommandRun run = withHidBpf().attach(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(Errors.USAGE);
    assertThat(run.err()).contains(message);
  }

  @Test
  void whatIsPinnedIsTakenOffWithoutDaemon() throws IOException {
    FakeMachine machine =
        withHidBpf()
            .file("/sys/fs/bpf/hidbpf4j/0003_09DA_0006_0001/fix/ops", "")
            .file("/sys/fs/bpf/hid/0003_09DA_0006_0001/0010-other/ops", "");
    CommandRun first = machine.detach("09da:0006", "--run", root.toString());
    assertThat(first.exitCode()).isEqualTo(Errors.FINE);
    assertThat(first.out()).contains("detached: 0003:09DA:0006.0001");
    assertThat(first.err())
        .contains("0010-other belongs to udev-hid-bpf and stays: --all detaches it");
    assertThat(machine.path("/sys/fs/bpf/hidbpf4j")).isEmptyDirectory();
    assertThat(machine.path("/sys/fs/bpf/hid/0003_09DA_0006_0001/0010-other/ops")).exists();

    CommandRun all = machine.detach("--all", "09da:0006", "--run", root.toString());
    assertThat(all.exitCode()).isEqualTo(Errors.FINE);
    assertThat(machine.path("/sys/fs/bpf/hid")).isEmptyDirectory();
  }

  @Test
  void statusTellsOfPinsWithoutDaemon() throws IOException {
    CommandRun run =
        withHidBpf()
            .file("/sys/fs/bpf/hid/0003_09DA_0006_0001/0010-other/ops", "")
            .status("--run", root.toString());
    assertThat(run.exitCode()).isEqualTo(Errors.FINE);
    assertThat(run.out().lines())
        .containsExactly(
            "the daemon is not running",
            "0003:09DA:0006.0001  in the kernel    0010-other; pin of udev-hid-bpf");
  }

  @Test
  void detachWithoutDaemon() throws IOException {
    refused(
        new FakeMachine(root).mouse(1, 0).detach("09da:0006", "--run", root.toString()),
        "the daemon is not running");
  }

  @Test
  void statusForPeople() throws IOException {
    LiveDevice mouse =
        new LiveDevice(
            "0003:09DA:0006.0001",
            HidDeviceInfo.of("Mouse", 3, 0x9da, 6),
            "hid-generic",
            new byte[0],
            Path.of("/dev/hidraw0"),
            List.of(),
            false);
    DeviceStatus attached =
        new DeviceStatus(
            mouse,
            Phase.ATTACHED,
            List.of("10-a.bpf.o"),
            List.of("/x/b.bpf.o: others can write it"),
            "",
            false,
            new Traffic(3, 1_000, 999, 1, 2, 12_345, 45_678, 1_234_567));
    StringWriter text = new StringWriter();
    try (PrintWriter out = new PrintWriter(text)) {
      StatusReply.parse(StatusJson.lines(List.of(attached))).forEach(d -> d.print(out));
    }
    assertThat(text.toString().lines())
        .containsExactly(
            "0003:09DA:0006.0001  attached         Mouse",
            "  fixes     10-a.bpf.o",
            "  bridge    1000 reports, 999 to the clone (bus 3), 1 lost, 2 requests too late",
            "  latency   median 12.3 µs, 99 % within 45.6, at most 1234.5",
            "  refused   /x/b.bpf.o: others can write it");
  }
}
