package io.github.hidbpf4j.hid.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.ShortReports;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is not in measured recordings: time, LEDs, findings, and how the library is used. */
class InputDevicesTest {
  static final String MOUSE =
      "05010902a1010901a100050919012905150025019505750181029503810305010930093115812"
          + "57f750895028106c0c0";

  /** A keyboard of eight keys A to H, with two LEDs. */
  private static final String KEYBOARD =
      "05010906a10105071904290b15002501750195088102050819012902950291029506910" + "3c0";

  private final Reader reader = new Reader();
  private final VirtualClock clock = new VirtualClock(0, -1);
  private final InputOptions timed = InputOptions.DEFAULT.withScheduler(clock);

  @Test
  void sideButtonOfAMouse() {
    InputDevices devices = Reader.devices(MOUSE, InputOptions.DEFAULT, reader);
    assertThat(devices.report(Reader.bytes("08 05 fb"))).isTrue();
    assertThat(devices.report(Reader.bytes("00 00 00"))).isTrue();
    assertThat(reader.take())
        .containsExactly(
            "MSC_SCAN 589828, BTN_SIDE 1, REL_X 5, REL_Y -5", "MSC_SCAN 589828, BTN_SIDE 0");
    InputDevice mouse = devices.devices().getFirst();
    assertThat(mouse.codes(InputEventCodes.EV_KEY)).containsExactly(272, 273, 274, 275, 276);
    assertThat(mouse.isDown(275)).isFalse();
  }

  /** A wrong Logical Maximum is seen only here: the bytes are the same before and after a fix. */
  @Test
  void rangeThatIsTooSmallCutsMotion() {
    String wrong = MOUSE.replace("257f7508", "25017508");
    InputDevices devices = Reader.devices(wrong, InputOptions.DEFAULT, reader);
    devices.report(Reader.bytes("00 7f 03"));
    assertThat(reader.take()).containsExactly("REL_X 1, REL_Y 1");
  }

  @Test
  void keysRepeatUntilTheyAreReleased() {
    InputDevices devices = Reader.devices(KEYBOARD, timed, reader);
    devices.report(new byte[] {1});
    assertThat(reader.take()).containsExactly("MSC_SCAN 458756, KEY_A 1");
    clock.advance(250_000_000L);
    assertThat(reader.take()).isEmpty();
    clock.advance(90_000_000L);
    assertThat(reader.take()).containsExactly("KEY_A 2 SYN 1", "KEY_A 2 SYN 1");
    devices.report(new byte[] {0});
    reader.take();
    clock.advance(1_000_000_000L);
    assertThat(reader.take()).isEmpty();
  }

  @Test
  void repeatCanBeTurnedOff() {
    InputDevices devices = Reader.devices(KEYBOARD, timed, reader);
    devices.devices().getFirst().setRepeat(0, 0);
    devices.report(new byte[] {1});
    reader.take();
    clock.advance(5_000_000_000L);
    assertThat(reader.take()).isEmpty();
  }

  @Test
  void ledsAreSentInTheReportOfTheFirst() {
    InputDevices devices = Reader.devices(KEYBOARD, InputOptions.DEFAULT, reader);
    InputDevice keyboard = devices.devices().getFirst();
    int capsLock = 1;
    devices.setLed(keyboard, capsLock, true);
    devices.setLed(keyboard, capsLock, true);
    devices.setLed(keyboard, 7, true);
    assertThat(reader.outputs).containsExactly("02");
    assertThat(reader.take()).containsExactly("LED_CAPSL 1");
    assertThat(keyboard.isOn(capsLock)).isTrue();
  }

  @Test
  void whatTheKernelDoesByMistakeIsAFinding() {
    String dpad = "05010904a101 05010990099109920993 15002501 75019504 8102 7504 9501 8103 c0";
    InputDevices devices = Reader.devices(dpad, InputOptions.DEFAULT, reader);
    devices.report(new byte[] {0});
    assertThat(reader.take()).containsExactly("ABS_HAT0Y -1");
    assertThat(reader.findings)
        .extracting(InputFinding::kind)
        .containsExactly(InputFinding.Kind.D_PAD_STICKS);
  }

  /** The kernel sends two milliards of key presses for such a report. */
  @Test
  void relativeVolumeIsBounded() {
    String knob =
        "050c0901a101 09e0 1700000080 27ffffff7f 7520 9501 8106 09e2 15002501 7501 8102 7507 8103 c0";
    InputDevices devices = Reader.devices(knob, InputOptions.DEFAULT, reader);
    devices.report(Reader.bytes("ffffff7f 00"));
    assertThat(reader.take()).hasSize(2 * 4096);
    assertThat(reader.findings)
        .extracting(InputFinding::kind)
        .containsExactly(InputFinding.Kind.RELATIVE_VOLUME, InputFinding.Kind.VOLUME_LOOP);
  }

  @Test
  void shortReportsAreDroppedOrFilledUp() {
    byte[] report = {0x02, 0x01};
    assertThat(Reader.devices(MOUSE, InputOptions.DEFAULT, reader).report(report)).isFalse();
    assertThat(reader.take()).isEmpty();
    InputOptions newer =
        InputOptions.DEFAULT.withRules(InputRules.LINUX_7_3, ShortReports.PADDED_IN_BUFFER);
    assertThat(Reader.devices(MOUSE, newer, reader).report(report)).isTrue();
    assertThat(reader.take()).containsExactly("MSC_SCAN 589826, BTN_RIGHT 1, REL_X 1");
  }

  @Test
  void devicesThatAreNoInputDevicesHaveNone() {
    String vendor = "0600ff0901a1010902150026ff0075089508" + "8102c0";
    InputDevices devices = Reader.devices(vendor, InputOptions.DEFAULT, reader);
    assertThat(devices.devices()).isEmpty();
    assertThat(devices.report(new byte[8])).isTrue();
    assertThat(reader.take()).isEmpty();
  }

  @Test
  void unknownReportsAreNotTaken() {
    InputDevices devices = Reader.devices(MOUSE, InputOptions.DEFAULT, reader);
    assertThat(devices.report(new byte[0])).isFalse();
    String numbered = MOUSE.replaceFirst("a100", "a1008505");
    assertThat(
            Reader.devices(numbered, InputOptions.DEFAULT, reader).report(new byte[] {6, 0, 0, 0}))
        .isFalse();
  }

  @Test
  void descriptorsWithMillionsOfUsagesAreRefused() {
    StringBuilder text = new StringBuilder("05010902a1010930 1500 2501 7500 960030");
    for (int i = 0; i < 90; i++) {
      text.append("0930 8102");
    }
    assertThatThrownBy(() -> Reader.devices(text + "c0", InputOptions.DEFAULT, reader))
        .isInstanceOf(HidException.class)
        .hasMessageContaining("usages in all");
  }

  @Test
  void aSharedCodeBelongsToTheFirstUsage() {
    String twice = "05010904a101 0509 19012904 15002501 75019504 8102 19012904 8102 c0";
    InputDevices devices = Reader.devices(twice, InputOptions.DEFAULT, reader);
    assertThat(devices.duplicates()).hasSize(4);
    devices.report(new byte[] {0x11});
    assertThat(reader.take()).containsExactly("MSC_SCAN 589825, BTN_TRIGGER 1");
  }

  @Test
  void namesAndDriversFollowTheDescriptor() {
    InputOptions named = InputOptions.DEFAULT.withDevice("Thing", new InputId(3, 1, 2, 0));
    List<InputDevice> two = Reader.devices(MOUSE + KEYBOARD, named, reader).devices();
    assertThat(two).extracting(InputDevice::name).containsExactly("Thing Mouse", "Thing Keyboard");
    assertThat(Reader.devices(MOUSE, named, reader).driver()).isEqualTo("hid-generic");
  }
}
