package io.github.hidbpf4j.hid.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The device group that follows from a descriptor. */
class DeviceGroupTest {
  @ParameterizedTest(name = "{0} of {1}:{2} is {3}")
  @CsvSource({
    "mouse, 1209, 1, GENERIC",
    "touchpad, 1209, 1, MULTITOUCH_WIN_8",
    "touchpad, 056a, 1, WACOM",
    "keyboard, 06cb, 1, GENERIC"
  })
  void ofFixtures(String name, String vendor, String product, DeviceGroup group) {
    byte[] bytes = Fixtures.bytes(name + ".rdesc");
    assertThat(DeviceGroup.scan(bytes, hex(vendor), hex(product))).isEqualTo(group);
  }

  @ParameterizedTest(name = "{0} of {1}:{2} is {3}")
  @CsvSource({
    "05 0d 09 51 81 02, 0000, 0000, MULTITOUCH",
    "05 0d 09 51 81 03, 0000, 0000, GENERIC",
    "05 0d 19 40 29 60 81 02, 0000, 0000, MULTITOUCH",
    "05 0d 09 51 81 02 06 00 ff 09 c6 75 08 95 01 b1 02, 0000, 0000, MULTITOUCH_WIN_8",
    "05 0d 09 51 81 02 06 00 ff 09 c5 75 08 95 01 b1 02, 0000, 0000, MULTITOUCH",
    "06 00 ff 09 c6 75 08 95 01 b1 02, 0000, 0000, GENERIC",
    "05 20 a1 01, 0000, 0000, SENSOR_HUB",
    "05 20 a1 02, 0000, 0000, GENERIC",
    "06 d1 ff 09 01 a1 01, 0000, 0000, VIVALDI",
    "05 0d 09 51 81 02 a1 01, 045e, 07da, GENERIC",
    "05 0d 09 51 81 02 a1 01, 045e, 07db, MULTITOUCH",
    "05 01 09 01 a1 01 06 00 ff a1 01, 06cb, 0001, RMI",
    "05 01 09 02 a1 01 06 00 ff a1 01, 06cb, 0001, GENERIC",
    // errors that the parser would stop at
    "85 00 c4 b4 05 0d 09 51 81 02 27, 0000, 0000, MULTITOUCH",
    // a long item counts by the type of its prefix and has no data
    "05 20 f0 00 0a, 0000, 0000, SENSOR_HUB"
  })
  void ofItems(String items, String vendor, String product, DeviceGroup group) {
    assertThat(DeviceGroup.scan(Fixtures.hex(items), hex(vendor), hex(product))).isEqualTo(group);
  }

  @Test
  void numbersAreTheKernels() {
    assertThat(DeviceGroup.MULTITOUCH_WIN_8.number()).isEqualTo(4);
    assertThat(DeviceGroup.VIVALDI.number()).isEqualTo(0x105);
  }

  private static int hex(String digits) {
    return Integer.parseInt(digits, 16);
  }
}
