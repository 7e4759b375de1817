package io.github.hidbpf4j.kernel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidrawFile;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What request and output-report programs do to a user's request, as measured on 6.12. */
class RequestDispatchTest {
  private final DispatchRig rig = new DispatchRig();
  private final List<String> seen = new ArrayList<>();

  @BeforeEach
  void watchTheDevice() {
    rig.responder.onSet(
        ReportType.FEATURE, 1, io.github.hidbpf4j.hid.device.DeviceResponder.Answer.ok());
  }

  @ParameterizedTest(name = "program returns {0}: the user gets {1}")
  @CsvSource({"0, 4", "2, 2", "100, 100", "-5, -5", "-22, -22", "-4096, -4096"})
  void setFeature(int result, int ret) {
    assertThat(rig.attach(rig.onRequest("r", c -> result))).isZero();
    HidrawFile file = rig.open();
    byte[] report = DispatchRig.hex("01020304");
    assertThat(rig.call(() -> file.setReport(ReportType.FEATURE, report))).isEqualTo(ret);
  }

  @ParameterizedTest(name = "program returns {0}: the user gets {1}")
  @CsvSource({"0, 3", "2, 2", "100, 100", "-5, -5"})
  void write(int result, int ret) {
    assertThat(rig.attach(rig.onRequest("r", c -> result))).isZero();
    HidrawFile file = rig.open();
    byte[] report = DispatchRig.hex("010203");
    assertThat(rig.call(() -> file.write(report))).isEqualTo(ret);
  }

  @ParameterizedTest(name = "program returns {0}: the user gets {1} bytes {2}")
  @CsvSource({
    "0,   4,  01f1f2f3",
    "3,   3,  01aabb",
    "100, 10, 01aabb",
    "-5,  -5, ''",
  })
  void getFeature(int result, int ret, String start) {
    HidBpfOps ops =
        rig.onRequest(
            "r",
            c -> {
              c.put(0, 1);
              c.put(1, 0xaa);
              c.put(2, 0xbb);
              return result;
            });
    assertThat(rig.attach(ops)).isZero();
    HidrawFile file = rig.open();
    byte[] buffer = new byte[10];
    buffer[0] = 1;
    assertThat(rig.call(() -> file.getReport(ReportType.FEATURE, buffer))).isEqualTo(ret);
    if (ret > 0) {
      assertThat(HexFormat.of().formatHex(buffer)).startsWith(start);
    }
  }

  @Test
  void contextIsTheCallersBuffer() {
    HidBpfOps ops =
        rig.onRequest(
            "r",
            c -> {
              seen.add(
                  "%d %d %d %d %d"
                      .formatted(
                          c.allocated(), c.size(), c.argument(1), c.argument(2), c.argument(3)));
              assertThat(rig.kfuncs.getData(c.address(), 0, 2)).isNotZero();
              assertThat(rig.kfuncs.getData(c.address(), 0, 4)).isZero();
              assertThat(c.argument(4)).as("who asks").isNotZero();
              return 2;
            });
    assertThat(rig.attach(ops)).isZero();
    HidrawFile file = rig.open();
    rig.call(() -> file.setReport(ReportType.FEATURE, DispatchRig.hex("0102")));
    assertThat(seen).containsExactly("2 2 1 2 %d".formatted(ClassRequest.SET_REPORT.number()));
  }

  @Test
  void changesArePassedOnInOrder() {
    assertThat(
            rig.attach(
                rig.onRequest(
                    "first",
                    c -> {
                      c.put(1, 0xaa);
                      return 0;
                    })))
        .isZero();
    assertThat(
            rig.attach(
                rig.onRequest(
                    "second",
                    c -> {
                      seen.add(c.bytes(3));
                      return 7;
                    })))
        .isZero();
    assertThat(rig.attach(rig.onRequest("third", c -> seen.size() / 100))).isZero();
    HidrawFile file = rig.open();
    byte[] report = DispatchRig.hex("010203");
    assertThat(rig.call(() -> file.write(report))).isEqualTo(7);
    assertThat(seen).containsExactly("01aa03");
  }

  @Test
  void ofADeviceThatIsGone() {
    assertThat(rig.attach(rig.onRequest("r", c -> 4))).isZero();
    HidrawFile file = rig.open();
    rig.call(rig.uhid::destroy);
    byte[] report = DispatchRig.hex("01020304");
    assertThat(rig.call(() -> file.setReport(ReportType.FEATURE, report))).isEqualTo(-19);
  }
}
