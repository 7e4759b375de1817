package io.github.hidbpf4j.hid.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InputDeviceTextTest {
  private static final InputOptions NAMED =
      InputOptions.DEFAULT.withDevice("Pad", new InputId(3, 1, 2, 0));

  private static List<InputDevice> devices(String descriptor) {
    return Reader.devices(descriptor, NAMED, InputEventSink.NONE).devices();
  }

  private static final String PAD =
      "05010905a101 0930 0931 1500 26ff00 7508 9502 8102 0509 19012902 2501 7501 9502 8102 7506 9501 8103 c0";

  @Test
  void linesOfADevice() {
    assertThat(InputDeviceText.lines(devices(PAD).getFirst()))
        .containsExactly(
            "Pad",
            "  EV_KEY      BTN_SOUTH, BTN_EAST",
            "  EV_ABS      ABS_X 0..255 flat 15, ABS_Y 0..255 flat 15",
            "  EV_MSC      MSC_SCAN");
  }

  @Test
  void changesByCode() {
    String wider = PAD.replace("26ff00", "26ff03").replace("7508", "7510").replace("2902", "2903");
    assertThat(InputDeviceText.changes(devices(PAD), devices(wider)))
        .containsExactly(
            "Pad:",
            "  + BTN_C",
            "  ~ ABS_X 0..255 flat 15 → 0..1023 fuzz 3 flat 63",
            "  ~ ABS_Y 0..255 flat 15 → 0..1023 fuzz 3 flat 63");
    assertThat(InputDeviceText.changes(devices(PAD), devices(PAD))).isEmpty();
    assertThat(InputDeviceText.changes(devices(PAD), List.of())).first().isEqualTo("- Pad");
    assertThat(InputDeviceText.changes(List.of(), devices(PAD))).first().isEqualTo("+ Pad");
  }
}
