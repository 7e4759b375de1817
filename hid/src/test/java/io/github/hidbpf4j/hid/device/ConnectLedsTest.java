package io.github.hidbpf4j.hid.device;

import static io.github.hidbpf4j.hid.device.Rig.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.ShortReports;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidCoreRules.FixupTime;
import io.github.hidbpf4j.hid.input.InputRules;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What devices with LEDs are told when they are connected, as Linux 7.3.4 did it. */
class ConnectLedsTest {
  /** Keys A to D, five LEDs; no ids. */
  private static final String KEYBOARD =
      "05010906a101050719042907150025017501950481029504810305081901290595059102950391" + "03c0";

  /** The same with id 3, and an LED of another report (id 4) before it. */
  private static final String TWO_REPORTS =
      "05010906a101150025018504050819042904750195019102950791038503050719042907950481029504810305"
          + "081901290395039102950591"
          + "03c0";

  /** A mouse with LEDs. */
  private static final String MOUSE =
      "05010902a1010509190129031500250175019503810295058103050819012905950591029503" + "9103c0";

  /** LEDs alone. */
  private static final String LEDS = "05010906a1010508190129051500250175019505910295039103c0";

  private final List<String> outputs = new ArrayList<>();
  private int ret;

  private Rig plug(boolean leds, String descriptor) {
    Rig rig =
        new Rig(
            new HidCoreRules(
                ShortReports.PADDED_IN_BUFFER,
                FixupTime.ONCE_BEFORE_GROUPING,
                leds,
                false,
                InputRules.LINUX_7_3),
            descriptor);
    rig.bus.setHooks(
        new HidHooks() {
          @Override
          public int hwOutputReport(
              HidDevice device, ReportView data, long source, boolean fromBpf) {
            assertThat(source).isZero();
            assertThat(fromBpf).isFalse();
            outputs.add(HexFormat.of().formatHex(data.toByteArray()));
            return ret;
          }
        });
    return rig.plug();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "true, keyboard, 00",
    "false, keyboard on an older kernel, ''",
    "true, mouse, 00",
    "true, LEDs alone, 00",
    "true, vendor device, ''",
  })
  void devicesAreToldTheirLeds(boolean leds, String what, String report) {
    String descriptor =
        switch (what.split(" ", 2)[0]) {
          case "keyboard" -> KEYBOARD;
          case "mouse" -> MOUSE;
          case "LEDs" -> LEDS;
          default -> Rig.NUMBERED;
        };
    Rig rig = plug(leds, descriptor);
    assertThat(outputs).isEqualTo(report.isEmpty() ? List.of() : List.of(report));
    outputs.clear();
    rig.call(() -> rig.device().reprobe());
    rig.clock.settle();
    assertThat(outputs).as("at each connect").hasSize(report.isEmpty() ? 0 : 1);
  }

  @Test
  void theFirstReportWithLedsIsSent() {
    plug(true, TWO_REPORTS);
    assertThat(outputs).containsExactly("0400");
  }

  @Test
  void hooksMayKeepThemBack() {
    ret = -HidErrno.EIO;
    Rig rig = plug(true, KEYBOARD);
    assertThat(outputs).hasSize(1);
    assertThat(rig.log.take("OUTPUT")).isEmpty();
    assertThat(rig.device().driver()).isEqualTo("hid-generic");
    assertThat(rig.device().reportLength(ReportType.OUTPUT, 0)).isEqualTo(1);
    assertThat(rig.uhid.input(hex("00"))).isZero();
  }
}
