package io.github.hidbpf4j.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;

/** Several devices in one kernel. */
@HidBpfTest(
    object = "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o",
    kernels = "7.3")
class SeveralDevicesTest {
  private static final String WHEEL = "examples/a4tech-horizontal-wheel/wheel.hid";
  private static final String PAD = "examples/sixaxis-reinit/sixaxis.hid";
  private static final String PAD_FIX = "examples/sixaxis-reinit/sixaxis-reinit.bpf.o";

  private Device pad;

  /** Devices are identified by the same annotation values as in the test. */
  @BeforeEach
  void devicesAreKnownByTheirAnnotation(
      @HidBpfDevice(value = PAD, object = PAD_FIX) Device third,
      @HidBpfDevice(WHEEL) Device mouse) {
    assertThat(third).isNotSameAs(mouse);
    pad = third;
  }

  @HidBpfTest
  void theyShareAKernelAndItsTime(
      @HidBpfDevice(WHEEL) Device left,
      @HidBpfDevice(WHEEL) Device right,
      @HidBpfDevice(value = PAD, object = PAD_FIX) Device third) {
    assertThat(third).isSameAs(pad);
    assertThat(right).isNotSameAs(left);
    right.send("40 00 00 01").expect("00 00 00 00 01");
    left.expectNothing().send("00 00 00 01").expectFields("Wheel 1");
    right.expectEvdev("REL_HWHEEL 1, REL_HWHEEL_HI_RES 120");
    left.expectEvdev("REL_WHEEL 1, REL_WHEEL_HI_RES 120");
    third.advance(Duration.ofSeconds(1));
    assertThat(left.now()).isEqualTo(Duration.ofSeconds(1));
    right.unplug();
    left.send("00 00 00 01")
        .expectFields("Wheel 1")
        .expectEvdev("REL_WHEEL 1, REL_WHEEL_HI_RES 120");
  }
}
