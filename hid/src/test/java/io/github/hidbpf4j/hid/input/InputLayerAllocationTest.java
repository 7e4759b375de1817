package io.github.hidbpf4j.hid.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.Fixtures;
import org.junit.jupiter.api.Test;

/** A report on its way through the input layer allocates nothing. */
class InputLayerAllocationTest {
  private static final int REPORTS = 100_000;
  private static final long TOLERANCE = 16_384;

  private long sum;

  @Test
  void ofAMouse() {
    InputDevices devices =
        Reader.devices(
            InputDevicesTest.MOUSE,
            InputOptions.DEFAULT,
            (device, type, code, value) -> sum += value);
    byte[] report = new byte[3];
    Runnable next =
        () -> {
          report[0] ^= 9;
          report[1]++;
          boolean _ = devices.report(report, 0, report.length);
        };
    Runnable many =
        () -> {
          for (int i = 0; i < REPORTS; i++) {
            next.run();
          }
        };
    many.run();
    assertThat(Fixtures.allocated(many)).as("bytes for %d reports", REPORTS).isLessThan(TOLERANCE);
    assertThat(sum).isNotZero();
  }
}
