package io.github.hidbpf4j.hid.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputEventCodesTest {
  @ParameterizedTest
  @CsvSource({
    "1, 30, KEY_A",
    "1, 272, BTN_LEFT",
    "1, 256, BTN_0",
    "1, 320, BTN_TOOL_PEN",
    "1, 704, BTN_TRIGGER_HAPPY1",
    "1, 593, KEY_BRIGHTNESS_MAX",
    "2, 11, REL_WHEEL_HI_RES",
    "3, 53, ABS_MT_POSITION_X",
    "4, 4, MSC_SCAN",
    "17, 1, LED_CAPSL",
    "0, 0, SYN_REPORT",
    "20, 0, REP_DELAY"
  })
  void namesAndNumbers(int type, int code, String name) {
    assertThat(InputEventCodes.name(type, code)).isEqualTo(name);
    assertThat(InputEventCodes.find(name)).isEqualTo(type << 16 | code);
  }

  @Test
  void whatHasNoNameIsShownByNumber() {
    assertThat(InputEventCodes.name(InputEventCodes.EV_KEY, 0x2fe)).isEqualTo("KEY_0x2fe");
    assertThat(InputEventCodes.name(InputEventCodes.EV_ABS, 0x3e)).isEqualTo("ABS_0x03e");
    assertThat(InputEventCodes.find("KEY_NOWHERE")).isNull();
    assertThat(InputEventCodes.propertyName(1)).isEqualTo("INPUT_PROP_DIRECT");
    assertThat(InputEventCodes.typeName(3)).isEqualTo("EV_ABS");
  }
}
