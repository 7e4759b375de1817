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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What attach, detach and status say where there is nothing to attach to, and how they fare. */
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
        "no device of this machine is one that the objects' metadata names");
  }

  @Test
  void severalDevicesThatTheObjectNames() throws IOException {
    refused(
        new FakeMachine(root).mouse(1, 0).mouse(2, 1).attach(CommandRun.OBJECT),
        "the objects are for several devices: say which",
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
        "has a clone already, 0003:09DA:0006.0002",
        "`hidbpf detach 0003:09DA:0006.0001` if it is the daemon's");
  }

  @Test
  void detachWithoutDaemon() throws IOException {
    refused(
        new FakeMachine(root).mouse(1, 0).detach("09da:0006", "--run", root.toString()),
        "no daemon runs");
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
