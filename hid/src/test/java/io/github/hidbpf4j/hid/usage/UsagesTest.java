package io.github.hidbpf4j.hid.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of usages and back. */
class UsagesTest {
  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "0x01, 0x38, Wheel",
    "0x07, 0x04, Keyboard A",
    "0x09, 7, Button 7",
    "0x0a, 3, Instance 3",
    "0x20, 0x2000, Modifier: Maximum",
    "0x20, 0x04d1, Data Field: Illuminance",
    "0x20, 0x14d1, Data Field: Illuminance (Change Sensitivity Absolute)",
    "0x20, 0xe4d1, Data Field: Illuminance (Change Sensitivity Percent Relative)",
    "0x20, 0xf453, Data Field: Acceleration Axis X (Vendor Reserved)",
    "0x20, 0x1fff, Sensors / 0x1FFF",
    "0x0c, 0x238, AC Pan",
    "0x0d, 0x51, Contact Identifier",
    "0xff00, 0x21, Vendor Defined Page 0xFF00 / 0x21",
    "0xff00, 0x1234, Vendor Defined Page 0xFF00 / 0x1234",
    "0x50, 1, Unknown Page 0x0050 / 0x01",
    "0x01, 0xfff0, Generic Desktop / 0xFFF0",
    "0xf1d0, 1, U2F Authenticator Device"
  })
  void names(String page, String id, String name) {
    int usage = Usages.of(Integer.decode(page), Integer.decode(id));
    assertThat(Usages.name(usage)).isEqualTo(name);
    assertThat(Usages.find(name)).contains(usage);
    assertThat(Usages.find(name.toUpperCase(Locale.ROOT))).contains(usage);
  }

  @Test
  void everyNameIsFound() {
    for (int page :
        new int[] {0, 1, 2, 6, 7, 8, 9, 0xa, 0xc, 0xd, 0x20, 0x81, 0x8c, 0xf1d0, 0xff00}) {
      for (int id = 0; id <= 0xffff; id += id < 0x700 ? 1 : 0x101) {
        int usage = Usages.of(page, id);
        assertThat(Usages.find(Usages.name(usage))).contains(usage);
      }
      assertThat(Usages.findPage(Usages.pageName(page))).isEqualTo(page);
    }
  }

  @Test
  void pageTellsEqualNamesApart() {
    assertThat(Usages.find("Undefined / Wheel")).isEmpty();
    assertThat(Usages.find("Generic Desktop / Wheel")).containsExactly(0x00010038);
    assertThat(Usages.find("no such usage")).isEmpty();
    assertThat(Usages.find("Button 65536")).isEmpty();
    assertThat(Usages.find("Button x")).isEmpty();
  }

  @Test
  void knowsItsTables() {
    assertThat(Usages.isKnown(0x0020a4d1)).isTrue();
    assertThat(Usages.isKnown(0x0020afff)).isFalse();
    assertThat(Usages.isKnown(0x00010038)).isTrue();
    assertThat(Usages.isKnown(0x00090123)).isTrue();
    assertThat(Usages.isKnown(0xff000001)).isFalse();
  }
}
