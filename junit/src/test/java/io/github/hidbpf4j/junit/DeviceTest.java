package io.github.hidbpf4j.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.RunResult;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import java.time.Duration;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** What tests can do with a device: the examples, as their authors would test them. */
@HidBpfTest(
    object = "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o",
    device = "examples/a4tech-horizontal-wheel/wheel.hid",
    kernels = "6.12, 7.3")
class DeviceTest {
  private Device first;

  @BeforeEach
  void theDeviceIsThereAlready(Device mouse) {
    first = mouse;
  }

  @AfterEach
  void andStillThere(Device mouse) {
    assertThat(mouse).isSameAs(first);
  }

  @HidBpfTest
  void secondWheelPans(Device mouse) {
    mouse
        .send("40 00 00 01")
        .expect("00 00 00 00 01")
        .expectEvdev("REL_HWHEEL 1, REL_HWHEEL_HI_RES 120")
        .send(new byte[] {0, 0, 0, -1})
        .expectFields("Wheel -1, AC Pan 0")
        .expectEvdev("REL_WHEEL -1, REL_WHEEL_HI_RES -120")
        .expectNothing();
  }

  @HidBpfTest
  void queuesCanBeTakenAway(Device mouse) {
    mouse.send("40 00 00 01").advance(Duration.ofMillis(20)).send("00 05 fd 00");
    assertThat(mouse.host())
        .extracting(RunResult.HostReport::toString)
        .containsExactly("> 00 00 00 00 01", "> 00 05 fd 00 00");
    assertThat(mouse.host()).isEmpty();
    assertThat(mouse.evdev())
        .extracting(p -> p.time().toMillis() + " " + p.inputDevice() + ": " + p)
        .containsExactly(
            "0 A4Tech PS/2+USB Mouse: REL_HWHEEL 1, REL_HWHEEL_HI_RES 120",
            "20 A4Tech PS/2+USB Mouse: REL_X 5, REL_Y -3");
    assertThat(mouse.drops()).isEmpty();
    assertThat(mouse.requests()).isEmpty();
    assertThat(mouse.printed()).isEmpty();
    assertThat(mouse.now()).isEqualTo(Duration.ofMillis(20));
  }

  @HidBpfTest
  void tellsHowThingsAre(Device mouse) {
    assertThat(mouse.kernel()).isIn("6.12", "7.3");
    assertThat(mouse.seed()).isZero();
    assertThat(mouse.attachments())
        .singleElement()
        .satisfies(a -> assertThat(a.reason()).isEmpty());
    assertThat(mouse.properties()).isEmpty();
    assertThat(mouse.descriptor()).hasSize(61);
    assertThat(mouse.driver()).isEqualTo("hid-generic");
    assertThat(mouse.inputDevices()).hasSize(1);
    assertThat(mouse.findings()).isEmpty();
    assertThatThrownBy(() -> mouse.variable("n"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageStartingWith("no loaded object has a variable 'n', only [");
  }

  @HidBpfTest
  void detachedItIsAsTheDeviceSendsIt(Device mouse) {
    mouse.send("40 00 00 01").expect("00 00 00 00 01");
    mouse.detach().send("40 00 00 01").expectUnchanged();
    assertThat(mouse.descriptor()).hasSize(52);
  }

  @HidBpfTest
  void pluggedInAgainItIsFixedAgain(Device mouse) {
    mouse.detach().replug().send("40 00 00 01").expect("00 00 00 00 01");
    mouse.unplug();
    assertThat(mouse.descriptor()).isEmpty();
    assertThatThrownBy(() -> mouse.send("00 00 00 00"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the device is not plugged in");
    assertThat(mouse.plug().descriptor()).hasSize(61);
    assertThatThrownBy(mouse::plug).isInstanceOf(IllegalStateException.class);
  }

  @HidBpfTest
  void recordingsCanBeReplayed(Device mouse) {
    mouse.replay();
    assertThat(mouse.host()).hasSize(26);
    assertThat(mouse.now()).isEqualTo(Duration.ofMillis(5904));
    mouse.ignoreRest();
    assertThat(mouse.evdev()).isEmpty();
  }

  @HidBpfTest
  void whatIsNoReportIsRefused(Device mouse) {
    assertThatThrownBy(() -> mouse.send("00 xy"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'00 xy': found 'xy', expected a byte as two hex digits");
    assertThatThrownBy(() -> mouse.send(new byte[5000]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a report of 5000 bytes, expected 1 to 4096");
    assertThatThrownBy(() -> mouse.expect("loads"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'loads': a kernel that does not load the fix fails the test anyway");
    assertThatThrownBy(() -> mouse.answer("every 1 s: input 00"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'every 1 s: input 00': expected an answer to get, set");
    assertThatThrownBy(() -> mouse.advance(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The model is beside the recording. */
  @Nested
  @HidBpfTest(
      object = "examples/sixaxis-reinit/sixaxis-reinit.bpf.o",
      device = "examples/sixaxis-reinit/sixaxis.hid",
      kernels = "7.3")
  class WithAModel {
    private static final String WAKES =
        "01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
            + " 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00";

    @HidBpfTest
    void padIsAskedWhenItWakes(Device pad) {
      pad.answer("get feature 0xf2: wait 3 ms; reply f2 17");
      pad.send(WAKES).expectDropped();
      assertThat(pad.now()).isEqualTo(Duration.ZERO);
      pad.expect("request get feature 0xf2: f2 17 .., within 20 ms");
    }

    @HidBpfTest
    void failedRequestsAreMadeAgain(Device pad) {
      pad.answer("get feature 0xf2, times 1: wait 3 ms; error EPIPE");
      pad.answer("on get feature 0xf2, times 1: error EIO");
      pad.send(WAKES).expectDropped().advance(Duration.ofMillis(60));
      pad.expectRequest("get feature 0xf2 fails").expectRequest("get feature 0xf2 fails");
      assertThat(pad.requests()).isEmpty();
    }

    @HidBpfTest
    void hostAsksAndIsAnswered(Device pad) {
      pad.answer("get feature 0xf2: wait 3 ms; reply f2 00 01");
      RecordedRequest done = pad.getReport(ReportType.FEATURE, 0xf2);
      assertThat(done.result()).isEqualTo(3);
      pad.expectAnswer("f2 00 ..");
      assertThat(pad.now()).isEqualTo(Duration.ofMillis(3));
      assertThat(pad.setReport(ReportType.FEATURE, "f4 42").result()).isEqualTo(2);
      pad.answer("output 05 ..: input 01 02");
      assertThat(pad.write("05 ff").result()).isEqualTo(2);
      pad.answer("get feature any: error EPIPE");
      assertThat(pad.getReport(ReportType.FEATURE, 1).result()).isNegative();
      pad.expectAnswer("error");
      // Requests of the host are not requests of a program.
      assertThat(pad.requests()).isEmpty();
    }

    /** Settings of the surrounding class apply unless overridden: here, the kernels are. */
    @HidBpfTest(seeds = {0, 7, 7})
    void eachSeedOnce(Device pad) {
      assertThat(pad.kernel()).isEqualTo("7.3");
      assertThat(pad.seed()).isIn(0L, 7L);
      pad.replay().ignoreRest();
    }
  }
}
