package io.github.hidbpf4j.hid.device;

import static io.github.hidbpf4j.hid.device.Rig.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder.Answer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Linux 6.12.117 did with a uhid device and no program. */
class BaselineTest {
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    // device, report, result, what hidraw gets, what the kernel says
    "NUMBERED, 01a1a2a3a4a5, 0, 01a1a2a3a4a5, ",
    "NUMBERED, 01a1a2a3a4, -22, , Event data for report 1 was too short (5 vs 4)",
    "NUMBERED, 01, -22, , Event data for report 1 was too short (5 vs 0)",
    "NUMBERED, 01a1a2a3a4a5a6a7a8, 0, 01a1a2a3a4a5a6a7a8, ",
    "NUMBERED, 63010203040506, -1, , undefined report_id 99 received",
    "NUMBERED, '', -1, , empty report",
    "NUMBERED, 020102030405060708, 0, 020102030405060708, ",
    "UNNUMBERED, a0a1a2a3a4a5, 0, a0a1a2a3a4a5, ",
    "UNNUMBERED, a0a1a2a3a4, -22, , Event data for report 0 was too short (6 vs 5)",
    "UNNUMBERED, a0, -22, , Event data for report 0 was too short (6 vs 1)",
    "UNNUMBERED, a0a1a2a3a4a5a6a7, 0, a0a1a2a3a4a5a6a7, ",
  })
  void input(String kind, String report, int result, String out, String reason) {
    Rig rig = rig(kind);
    HidrawFile file = rig.open();
    rig.log.take();
    byte[] bytes = hex(report);

    assertThat(rig.device().inputReport(ReportType.INPUT, bytes, 0, bytes.length))
        .isEqualTo(result);

    assertThat(Rig.read(file)).isEqualTo(out == null ? "" : out);
    assertThat(Rig.read(file)).isEmpty();
    String said = String.join("\n", rig.log.take("raw", "dropped"));
    assertThat(said)
        .isEqualTo(
            switch (result) {
              case 0 -> "raw 0";
              case -1 -> "dropped -1 " + reason;
              default -> "raw -22 " + reason;
            });
    assertThat(rig.uhid.input(bytes)).as("write() to uhid").isZero();
  }

  @ParameterizedTest(name = "{0} write {1}")
  @CsvSource({
    "NUMBERED, 01b1b2, 3, 01b1b2",
    "NUMBERED, 01b1b2b3b4b5, 6, 01b1b2b3b4b5",
    "NUMBERED, 01, -22, ",
    "NUMBERED, 63b1b2, 3, 63b1b2",
    "UNNUMBERED, 00b1b2, 3, 00b1b2",
    "UNNUMBERED, b1b2, 2, b1b2",
  })
  void write(String kind, String report, int result, String sent) {
    Rig rig = rig(kind);
    HidrawFile file = rig.open();
    rig.log.take();

    assertThat(rig.call(() -> file.write(hex(report)))).isEqualTo(result);

    if (sent == null) {
      assertThat(rig.log.take("output", "OUTPUT")).isEmpty();
    } else {
      assertThat(rig.log.take("output", "OUTPUT", "answer"))
          .containsExactly("output " + sent + " 0", "OUTPUT OUTPUT 0 " + sent, "answer " + result);
    }
  }

  @ParameterizedTest(name = "{0} GET {1} {2} {3}")
  @CsvSource({
    "NUMBERED, FEATURE, 1, 4, 4, 01f1f2f3",
    "NUMBERED, FEATURE, 1, 10, 4, 01f1f2f3000000000000",
    "NUMBERED, FEATURE, 1, 2, 2, 01f1",
    "NUMBERED, FEATURE, 2, 9, -5, 020000000000000000",
    "NUMBERED, FEATURE, 9, 4, -5, 09000000",
    "NUMBERED, FEATURE, 1, 1, -22, 01",
    "NUMBERED, INPUT, 1, 6, 6, 01e1e2e3e4e5",
    "NUMBERED, OUTPUT, 1, 3, -5, 010000",
    "UNNUMBERED, FEATURE, 0, 4, 4, 00f1f2f3",
  })
  void getReport(
      String kind, ReportType type, int reportnum, int length, int result, String buffer) {
    Rig rig = rig(kind);
    HidrawFile file = rig.open();
    byte[] data = new byte[length];
    data[0] = (byte) reportnum;
    rig.log.take();

    assertThat(rig.call(() -> file.getReport(type, data))).isEqualTo(result);

    assertThat(HexFormat.of().formatHex(data)).isEqualTo(buffer);
    if (length >= 2) {
      assertThat(rig.log.take("request", "GET_REPORT", "answer"))
          .containsExactly(
              "request GET_REPORT " + type + " " + reportnum + " 0",
              "GET_REPORT " + type + " " + reportnum,
              "answer " + HidErrno.name(result));
    }
  }

  @ParameterizedTest(name = "{0} SET {1} {2}")
  @CsvSource({
    "NUMBERED, FEATURE, 01c1c2c3, 4",
    "NUMBERED, FEATURE, 01c1, 2",
    "NUMBERED, FEATURE, 01c1c2c3c4c5, 6",
    "NUMBERED, FEATURE, 01, -22",
    "NUMBERED, INPUT, 01c1, 2",
    "UNNUMBERED, FEATURE, 00c1c2c3, 4",
  })
  void setReport(String kind, ReportType type, String report, int result) {
    Rig rig = rig(kind);
    HidrawFile file = rig.open();
    rig.log.take();

    assertThat(rig.call(() -> file.setReport(type, hex(report)))).isEqualTo(result);

    if (result > 0) {
      int reportnum = hex(report)[0];
      assertThat(rig.log.take("request", "SET_REPORT", "answer"))
          .containsExactly(
              "request SET_REPORT " + type + " " + reportnum + " 0",
              "SET_REPORT " + type + " " + reportnum + " " + report,
              "answer " + result);
    } else {
      assertThat(rig.log.take("request", "SET_REPORT")).isEmpty();
    }
  }

  @Test
  void outputReportIoctlGoesTheWayOfWrite() {
    Rig rig = Rig.numbered();
    HidrawFile file = rig.open();
    rig.log.take();
    assertThat(rig.call(() -> file.setReport(ReportType.OUTPUT, hex("01b1b2")))).isEqualTo(3);
    assertThat(rig.log.take("OUTPUT", "SET_REPORT")).containsExactly("OUTPUT OUTPUT 0 01b1b2");
  }

  @ParameterizedTest
  @CsvSource({"5", "7", "1"})
  void everyErrorOfTheDeviceIsEio(int error) {
    Rig rig = Rig.numbered();
    rig.responder
        .onGet(ReportType.FEATURE, 1, Answer.error(error))
        .onSet(ReportType.FEATURE, 1, Answer.error(error));
    HidrawFile file = rig.open();
    assertThat(rig.call(() -> file.getReport(ReportType.FEATURE, hex("01000000")))).isEqualTo(-5);
    assertThat(rig.call(() -> file.setReport(ReportType.FEATURE, hex("01000000")))).isEqualTo(-5);
  }

  @Test
  void noAnswerIsEioAfterFiveSecondsEach() {
    Rig rig = Rig.numbered();
    rig.responder.setSilent(true);
    HidrawFile file = rig.open();
    long start = rig.clock.now();
    assertThat(rig.call(() -> file.getReport(ReportType.FEATURE, hex("01000000")))).isEqualTo(-5);
    assertThat(rig.clock.now() - start).isEqualTo(5_000_000_000L);
    assertThat(rig.call(() -> file.setReport(ReportType.FEATURE, hex("01000000")))).isEqualTo(-5);
    assertThat(rig.clock.now() - start).isEqualTo(10_000_000_000L);
  }

  @Test
  void plugAndUnplug() {
    Rig rig = Rig.numbered();
    assertThat(rig.log.take())
        .containsExactly(
            "rdesc 49 0 49",
            "START 7",
            "log hidraw0: HID device [test device] on ",
            "hidraw+ 0",
            "bound hid-generic");
    HidDevice device = rig.device();
    assertThat(device.sysfsName()).isEqualTo("0003:0001:1234.0001");
    assertThat(device.modalias()).isEqualTo("hid:b0003g0001v00000001p00001234");
    assertThat(rig.bus.device(1)).isSameAs(device);
    HidrawFile file = rig.open();
    assertThat(rig.log.take()).containsExactly("OPEN");

    assertThat(rig.call(rig.uhid::destroy)).isZero();

    assertThat(rig.log.take()).containsExactly("CLOSE", "hidraw- 0", "STOP", "unbound");
    assertThat(file.read(new byte[9], 0, 9)).isEqualTo(-5);
    assertThat(file.write(hex("01b1b2"))).isEqualTo(-19);
    assertThat(file.poll() & HidrawFile.POLLHUP).isNotZero();
    assertThat(rig.bus.device(1)).isNull();
    assertThat(device.inputReport(ReportType.INPUT, hex("01a1a2a3a4a5"), 0, 6)).isEqualTo(-19);
    assertThat(device.destroy()).isEqualTo(-19);
    assertThat(rig.uhid.destroy()).isEqualTo(-22);
    assertThat(rig.uhid.input(hex("01"))).isEqualTo(-22);
  }

  @Test
  void unnumberedDeviceStartsWithoutFlags() {
    Rig rig = new Rig(Rig.UNNUMBERED).plug();
    assertThat(rig.log.take("START")).containsExactly("START 0");
  }

  private static Rig rig(String kind) {
    return new Rig(kind.equals("NUMBERED") ? Rig.NUMBERED : Rig.UNNUMBERED).plug();
  }
}
