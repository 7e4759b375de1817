package io.github.hidbpf4j.hid.model;

import static io.github.hidbpf4j.hid.descriptor.ReportType.FEATURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.device.HidBus;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Models behind a hidraw node. */
class ModelDeviceTest {
  private static final HexFormat HEX = HexFormat.of();

  /** Vendor device. Ids 1: input 6, output 3, feature 4 bytes; 2: input 9, feature 9. */
  private static final String RDESC =
      "0600ff0901a1018501150026ff00750895050901810295020901910295030901b1028502"
          + "95080901810295080901b102c0";

  /** A modelled device on a bus, with a reader. */
  private static final class Device {
    final VirtualClock clock = new VirtualClock(1);
    final HidBus bus = new HidBus(clock);
    final List<String> log = new ArrayList<>();
    final ModelDevice model;
    final UhidDevice uhid;
    final HidrawFile file;
    final long start;

    Device(String text) {
      UhidDevice[] device = new UhidDevice[1];
      model =
          new ModelDevice(
              clock,
              DeviceModelTest.parse(text),
              7,
              report -> device[0].input(report),
              new ModelObserver() {
                @Override
                public void entered(String state) {
                  log.add(at() + " state " + state);
                }
              });
      uhid = new UhidDevice(bus, HidDeviceInfo.of("model", 3, 1, 2), HEX.parseHex(RDESC), model);
      device[0] = uhid;
      assertThat(uhid.create()).isZero();
      clock.settle();
      file =
          Objects.requireNonNull(
              Objects.requireNonNull(Objects.requireNonNull(uhid.device()).hidraw())
                  .open(
                      f -> log.add(at() + " " + HEX.formatHex(Objects.requireNonNull(f.read())))));
      start = clock.now();
      model.start();
    }

    String at() {
      return (clock.now() - start) / 1_000_000 + "ms";
    }

    int get(int id, int length) {
      int[] ret = new int[1];
      byte[] buffer = new byte[length];
      buffer[0] = (byte) id;
      clock.call("get", () -> ret[0] = file.getReport(FEATURE, buffer));
      log.add(
          at() + " get " + (ret[0] < 0 ? HidErrno.name(ret[0]) : HEX.formatHex(buffer, 0, ret[0])));
      return ret[0];
    }

    int set(String report) {
      int[] ret = new int[1];
      clock.call("set", () -> ret[0] = file.setReport(FEATURE, HEX.parseHex(report)));
      return ret[0];
    }
  }

  @Test
  void sleepsUntilAFeatureIsRead() {
    Device d =
        new Device(
            """
            state asleep, mute
              on enter: input 01 00 00 00 00 00
              on get feature 2, times 2: wait 10 ms; error EIO
              on get feature 2: wait 5 ms; reply 02 aa; goto awake
            state awake
              on idle 1 s: goto asleep
            """);
    byte[] report = HEX.parseHex("010102030405");
    d.clock.advance(1_000_000);
    assertThat(d.model.recorded(report)).isFalse();
    d.get(2, 9);
    d.get(2, 9);
    d.get(2, 9);
    assertThat(d.model.recorded(report)).isTrue();
    d.clock.advance(1_100_000_000);
    d.get(2, 9);
    assertThat(d.log)
        .containsExactly(
            "0ms state asleep",
            "0ms 010000000000",
            "11ms get -EIO",
            "21ms get -EIO",
            "26ms state awake",
            "26ms get 02aa",
            "1026ms state asleep",
            "1026ms 010000000000",
            "1136ms get -EIO");
  }

  @Test
  void keepsReportsAndAnswersByPattern() {
    Device d =
        new Device(
            """
            report feature 1: 01 11 22 33
            on set feature 1 01 ff ..: error EPIPE
            on get feature 2: silent
            on output 01 ?? 07: wait 3 ms; input 01 @1 @2 @9 00 00; wait 4 ms; input 01 00 00 00 00 01
            """);
    d.get(1, 4);
    assertThat(d.set("01445566")).isEqualTo(4);
    assertThat(d.set("01ff0000")).isEqualTo(-HidErrno.EIO);
    d.get(1, 4);
    assertThat(d.file.write(HEX.parseHex("010507"))).isEqualTo(3);
    assertThat(d.file.write(HEX.parseHex("010508"))).isEqualTo(3);
    d.clock.advance(20_000_000);
    d.get(2, 9);
    assertThat(d.log)
        .containsExactly(
            "0ms get 01112233",
            "0ms get 01445566",
            "3ms 010507000000",
            "7ms 010000000001",
            "5020ms get -EIO");
  }

  @Test
  void sendsByItself() {
    Device d =
        new Device(
            """
            state a
              on every 10 ms: input 01 00 00 00 00 0a
              on after 25 ms: goto b
              on enter: wait 30 ms; input 01 ff ff ff ff ff
            state b
              on every 10 ms, times 2: input 01 00 00 00 00 0b
              on after 100 ms: goto b
            """);
    d.clock.advance(160_000_000);
    assertThat(d.log)
        .containsExactly(
            "0ms state a",
            "10ms 01000000000a",
            "20ms 01000000000a",
            "25ms state b",
            "35ms 01000000000b",
            "45ms 01000000000b",
            "125ms state b",
            "135ms 01000000000b",
            "145ms 01000000000b");
    d.model.stop();
    d.clock.advance(1_000_000_000);
    assertThat(d.log).hasSize(9);
  }

  @Test
  void theSeedDecidesHowLongThingsTake() {
    String text = "on get feature 1: wait 1 ms to 50 ms; reply 01\n";
    Device one = new Device(text);
    Device other = new Device(text);
    for (int i = 0; i < 20; i++) {
      one.get(1, 4);
      other.get(1, 4);
    }
    assertThat(one.log).isEqualTo(other.log);
    assertThat(one.clock.now() - one.start).isBetween(20_000_000L, 1_000_000_000L);
  }

  @Test
  void whatPilesUpIsBounded() {
    int[] lost = new int[1];
    ModelDevice flood =
        new ModelDevice(
            new VirtualClock(1),
            DeviceModelTest.parse("on output: wait 1 min; input 01\n"),
            0,
            r -> {},
            new ModelObserver() {
              @Override
              public void overloaded(ModelRule rule) {
                lost[0]++;
              }
            });
    flood.start();
    for (int i = 0; i < 2 * ModelDevice.MAX_PENDING; i++) {
      flood.output(new byte[] {1});
    }
    assertThat(lost[0]).isEqualTo(ModelDevice.MAX_PENDING);
  }
}
