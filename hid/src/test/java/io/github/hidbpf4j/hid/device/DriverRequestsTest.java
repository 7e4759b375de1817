package io.github.hidbpf4j.hid.device;

import static io.github.hidbpf4j.hid.device.Rig.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder.Answer;
import org.junit.jupiter.api.Test;

/** What kernel drivers ask of a device while they bind. */
class DriverRequestsTest {
  /** Pointer with a dial and one resolution multiplier of 16 bits, 0 to 3600, feature id 0x11. */
  private static final String DIAL =
      "05010902a1018511050d0921a1020501093716008026ff7f75109501810635004610"
          + "0e150026100e0948b102c0c0";

  /** Mouse with two multipliers of two bits in feature 7 and four bits of padding. */
  private static final String MOUSE =
      "05010902a1010901a1008501093075089501150026ff008102"
          + "8507a1020948150025013501450475029501b102c0"
          + "a1020948b102750495 01b103c0c0c0".replace(" ", "");

  /** Touchpad with input mode, surface switch and button switch. */
  private static final String TOUCHPAD =
      "050d0905a10185020922a1020942150025017501950181020951257f750795018102c0c0"
          + "050d090ea10185030922a1020952150025 0a75089501b102c00922a10085050957 0958750195022501b1027506 9501b103c0c0"
              .replace(" ", "");

  @Test
  void singleMultiplierIsSetToItsMaximum() {
    Rig rig = new Rig(DIAL).plug();
    assertThat(rig.log.take("START", "request", "SET_REPORT", "GET_REPORT", "hidraw+"))
        .containsExactly(
            "START 5",
            "request SET_REPORT FEATURE 17 0",
            "SET_REPORT FEATURE 17 11100e",
            "hidraw+ 0");
  }

  @Test
  void everyBindAsksAgain() {
    Rig rig = new Rig(DIAL).plug();
    rig.log.take();
    rig.call(() -> rig.device().reprobe());
    assertThat(rig.log.take("SET_REPORT")).hasSize(1);
  }

  @Test
  void sharedReportIsReadFirstAndItsAnswerMeetsTheProbesLock() {
    Rig rig = new Rig(MOUSE);
    rig.responder.onGet(ReportType.FEATURE, 7, Answer.data(hex("07ff")));
    rig.plug();
    assertThat(rig.log.take("request", "SET_REPORT", "GET_REPORT", "answer", "refused"))
        .containsExactly(
            "request GET_REPORT FEATURE 7 0",
            "GET_REPORT FEATURE 7",
            "answer 2",
            "refused FEATURE 2 -EBUSY",
            "request SET_REPORT FEATURE 7 0",
            "SET_REPORT FEATURE 7 0705",
            "answer 2");
  }

  @Test
  void afterARefusedRequestASharedReportIsReadOnceMore() {
    Rig rig = new Rig(MOUSE);
    rig.responder.onGet(ReportType.FEATURE, 7, Answer.data(hex("07ff")));
    rig.responder.onSet(ReportType.FEATURE, 7, Answer.error(HidErrno.EIO));
    rig.plug();
    assertThat(rig.log.take("SET_REPORT", "GET_REPORT", "answer"))
        .containsExactly(
            "GET_REPORT FEATURE 7",
            "answer 2",
            "SET_REPORT FEATURE 7 0705",
            "answer -EIO",
            "GET_REPORT FEATURE 7",
            "answer 2");
  }

  @Test
  void afterARefusedRequestTheOthersAreNotTried() {
    Rig rig = new Rig(DIAL + DIAL.replace("8511", "8512"));
    rig.responder.onSet(ReportType.FEATURE, 0x11, Answer.error(HidErrno.EIO));
    rig.plug();
    assertThat(rig.log.take("SET_REPORT", "GET_REPORT"))
        .containsExactly("SET_REPORT FEATURE 17 11100e");
  }

  @Test
  void vendorDeviceIsNotAsked() {
    Rig rig = Rig.numbered();
    assertThat(rig.log.take("request")).isEmpty();
  }

  @Test
  void touchpadIsSwitchedToItsModes() {
    Rig rig = new Rig(TOUCHPAD).plug();
    assertThat(rig.device().driver()).isEqualTo("hid-multitouch");
    assertThat(rig.log.take("request", "SET_REPORT", "bound"))
        .containsExactly(
            "request SET_REPORT FEATURE 3 0",
            "SET_REPORT FEATURE 3 0303",
            "request SET_REPORT FEATURE 5 0",
            "SET_REPORT FEATURE 5 0503",
            "bound hid-multitouch");
  }

  @Test
  void hooksSeeTheKernelsRequests() {
    Rig rig = new Rig(DIAL);
    rig.bus.setHooks(
        new HidHooks() {
          @Override
          public int hwRequest(
              HidDevice device,
              int reportnum,
              ReportView data,
              ReportType type,
              ClassRequest request,
              long source,
              boolean fromBpf) {
            assertThat(source).isZero();
            assertThat(fromBpf).isFalse();
            return data.size();
          }
        });
    rig.plug();
    assertThat(rig.log.take("request", "SET_REPORT"))
        .containsExactly("request SET_REPORT FEATURE 17 3");
  }
}
