package example;

import io.github.hidbpf4j.RunResult;
import io.github.hidbpf4j.junit.Device;
import io.github.hidbpf4j.junit.HidBpfDevice;
import io.github.hidbpf4j.junit.HidBpfTest;
import io.github.hidbpf4j.kernel.event.Delivery;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** Tests of one of the examples, as they stand in docs/junit.md, and of two devices at once. */
@HidBpfTest(
    object = "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o",
    device = "examples/a4tech-horizontal-wheel/wheel.hid",
    kernels = {"6.12", "7.3"})
class WheelTest {
  private static final String WHEEL = "examples/a4tech-horizontal-wheel/wheel.hid";

  @HidBpfTest
  void secondWheelPans(Device mouse) {
    mouse
        .send("40 00 00 01")
        .expect("00 00 00 00 01")
        .expectEvdev("REL_HWHEEL 1, REL_HWHEEL_HI_RES 120");
  }

  @HidBpfTest
  void allOfTheRecordingIsChanged(Device mouse) {
    List<RunResult.HostReport> reports = mouse.replay().host();
    Assertions.assertEquals(26, reports.size());
    Assertions.assertTrue(reports.stream().allMatch(r -> r.delivery() == Delivery.CHANGED));
  }

  @HidBpfTest(kernels = "6.18")
  void twoOfThem(@HidBpfDevice(WHEEL) Device left, @HidBpfDevice(WHEEL) Device right) {
    left.send("00 00 00 01").expectFields("Wheel 1, AC Pan 0");
    right.expectNothing();
  }
}
