package io.github.hidbpf4j.hid.device;

import static io.github.hidbpf4j.hid.device.Rig.hex;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder.Answer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UhidDeviceTest {
  private static final byte[] INPUT = hex("01a1a2a3a4a5");

  @Test
  void createAndDestroyCodes() {
    Rig rig = new Rig(Rig.NUMBERED);
    assertThat(rig.uhid.destroy()).isEqualTo(-22);
    assertThat(rig.uhid.input(INPUT)).isEqualTo(-22);
    assertThat(rig.uhid.create()).isZero();
    assertThat(rig.uhid.create()).isEqualTo(-114);
    assertThat(rig.uhid.input(INPUT)).as("accepted, lost until a driver is bound").isZero();
    assertThat(rig.log.take()).isEmpty();
    rig.clock.settle();
    assertThat(rig.device().isBound()).isTrue();
    rig.call(rig.uhid::destroy);
    assertThat(rig.uhid.input(INPUT)).isEqualTo(-22);
  }

  @Test
  void destroyedBeforeItWasAdded() {
    Rig rig = new Rig(Rig.NUMBERED);
    rig.uhid.create();
    assertThat(rig.uhid.destroy()).isZero();
    rig.clock.settle();
    assertThat(rig.bus.devices()).isEmpty();
    assertThat(rig.log.take()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4097})
  void descriptorSizes(int size) {
    Rig rig = new Rig("00".repeat(size));
    assertThat(rig.uhid.create()).isEqualTo(-22);
  }

  @Test
  void inputIsCutToTheTransport() {
    Rig rig = Rig.numbered();
    HidrawFile file = rig.open();
    byte[] huge = new byte[5000];
    huge[0] = 1;
    rig.uhid.input(huge);
    assertThat(file.read()).hasSize(4096);
  }

  @Test
  void delayedAnswersTakeTheirTime() {
    Rig rig = Rig.numbered();
    HidrawFile file = rig.open();
    rig.responder.onGet(ReportType.FEATURE, 1, new Answer.Data(hex("01020304"), 2_000_000));
    long start = rig.clock.now();
    assertThat(rig.call(() -> file.getReport(ReportType.FEATURE, hex("01000000")))).isEqualTo(4);
    assertThat(rig.clock.now() - start).isEqualTo(2_000_000);
    rig.responder.onGet(ReportType.FEATURE, 1, new Answer.Data(hex("01020304"), 5_000_000_000L));
    assertThat(rig.call(() -> file.getReport(ReportType.FEATURE, hex("01000000")))).isEqualTo(-5);
    rig.responder.onGet(ReportType.FEATURE, 1, new Answer.Failure(5, 3_000_000));
    start = rig.clock.now();
    assertThat(rig.call(() -> file.getReport(ReportType.FEATURE, hex("01000000")))).isEqualTo(-5);
    assertThat(rig.clock.now() - start).isEqualTo(3_000_000);
  }

  @Test
  void oneRequestAtATimeWhileInputFlows() {
    Rig rig = Rig.numbered();
    HidrawFile file = rig.open();
    rig.responder
        .onGet(ReportType.FEATURE, 1, new Answer.Data(hex("01020304"), 1000))
        .onSet(ReportType.FEATURE, 1, new Answer.Data(new byte[0], 1000));
    List<String> order = new ArrayList<>();
    long start = rig.clock.now();
    rig.clock
        .newWork(
            "get",
            () ->
                order.add(
                    "get "
                        + file.getReport(ReportType.FEATURE, hex("01000000"))
                        + " at "
                        + (rig.clock.now() - start)))
        .queue();
    rig.clock
        .newWork(
            "set",
            () ->
                order.add(
                    "set "
                        + file.setReport(ReportType.FEATURE, hex("01000000"))
                        + " at "
                        + (rig.clock.now() - start)))
        .queue();
    rig.clock.newTimer("input", () -> rig.uhid.input(INPUT)).arm(start + 500);
    rig.clock.runUntilIdle();
    assertThat(order).containsExactly("get 4 at 1000", "set 4 at 2000");
    assertThat(Rig.read(file)).isEqualTo("01a1a2a3a4a5");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void destroyEndsARequestThatWaits(boolean silent) {
    Rig rig = Rig.numbered();
    HidrawFile file = rig.open();
    rig.responder.setSilent(silent);
    rig.responder.onGet(ReportType.FEATURE, 1, new Answer.Data(hex("01020304"), 1_000_000));
    List<String> order = new ArrayList<>();
    long start = rig.clock.now();
    for (String what : List.of("first", "second")) {
      rig.clock
          .newWork(
              what,
              () -> order.add(what + " " + file.getReport(ReportType.FEATURE, hex("01000000"))))
          .queue();
    }
    rig.clock
        .newWork(
            "unplug",
            () -> {
              rig.clock.sleep(1000);
              rig.uhid.destroy();
            })
        .queue();
    rig.clock.runUntilIdle();
    assertThat(order).containsExactly("first -5", "second -5");
    assertThat(rig.clock.now() - start).isLessThan(1_000_000);
  }

  /** Touchscreen with a contact-max feature that hid-multitouch reads while it binds. */
  private static final String TOUCH =
      "050d0904a10185020922a1020942150025017501950181020951257f750795018102c0"
          + "8503"
          + "0955250a75089501b102c0";

  @Test
  void inputIsLostWhileAProbeWaits() {
    Rig rig = new Rig(TOUCH);
    rig.responder.onGet(ReportType.FEATURE, 3, new Answer.Data(hex("030a"), 1_000_000));
    assertThat(rig.uhid.create()).isZero();
    long start = rig.clock.now();
    rig.clock.newTimer("input", () -> rig.uhid.input(hex("0201"))).arm(start + 500_000);
    rig.clock.runUntilIdle();
    assertThat(rig.device().driver()).isEqualTo("hid-multitouch");
    assertThat(rig.device().modalias()).startsWith("hid:b0003g0002v");
    assertThat(rig.log.take("START", "request", "GET_REPORT", "answer", "raw", "refused", "bound"))
        .containsExactly(
            "START 5",
            "request GET_REPORT FEATURE 3 0",
            "GET_REPORT FEATURE 3",
            "refused INPUT 2 -EBUSY",
            "answer 2",
            "raw 0",
            "bound hid-multitouch");
    HidrawFile file = rig.open();
    rig.uhid.input(hex("0201"));
    assertThat(Rig.read(file)).isEqualTo("0201");
  }

  @Test
  void destroyDuringAProbeWaitsForIt() {
    Rig rig = new Rig(TOUCH);
    rig.responder.setSilent(true);
    rig.uhid.create();
    rig.clock
        .newWork(
            "unplug",
            () -> {
              rig.clock.sleep(1000);
              rig.uhid.destroy();
            })
        .queue();
    rig.clock.runUntilIdle();
    assertThat(rig.log.take("answer", "log", "bound", "STOP", "unbound"))
        .containsExactly(
            "answer -EIO",
            "log failed to fetch feature 3",
            "log hidraw0: HID device [test device] on ",
            "bound hid-multitouch",
            "STOP",
            "unbound");
    assertThat(rig.bus.devices()).isEmpty();
  }

  @Test
  void responderHearsWhatADeviceWould() {
    List<String> heard = new ArrayList<>();
    Rig rig = new Rig(Rig.NUMBERED);
    UhidDevice device =
        new UhidDevice(
            rig.bus,
            HidDeviceInfo.of("listening", 3, 1, 2),
            hex(Rig.NUMBERED),
            new DeviceResponder() {
              @Override
              public void output(byte[] report) {
                heard.add("output " + HexFormat.of().formatHex(report));
              }

              @Override
              public void lifecycle(TransportCall call) {
                heard.add(call.name());
              }
            });
    device.create();
    rig.clock.settle();
    HidDevice hid = requireNonNull(device.device());
    Hidraw node = requireNonNull(hid.hidraw());
    HidrawFile file = requireNonNull(node.open());
    file.write(hex("01b1b2"));
    rig.call(device::destroy);
    assertThat(heard).containsExactly("START", "OPEN", "output 01b1b2", "CLOSE", "STOP");
  }
}
