package io.github.hidbpf4j.hid.device;

import static io.github.hidbpf4j.hid.device.Rig.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.ShortReports;
import io.github.hidbpf4j.hid.descriptor.DeviceGroup;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidCoreRules.FixupTime;
import io.github.hidbpf4j.hid.input.InputRules;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which driver a device gets when a descriptor fixup makes it another kind of device: as Linux
 * 6.12.117, 6.16.12 and 7.3.4 did it.
 */
class DriverMatchingTest {
  /** A touchscreen with contact id; id 1 is its report, and the feature with the contact count. */
  private static final String MULTITOUCH =
      "050d0904a10185010922a102094215002501750195018102950781030951250f750895018102050126ff0f7510"
          + "0930810209318102c0050d0954250f7508950181020955250fb102c0";

  /** Fixes descriptors while it is active. */
  private static final class Fixup extends ScriptedHooks {
    String to = "";
    int fixups;
    int regrouped;

    @Override
    public int rdescFixup(HidDevice device, ReportView rdesc) {
      fixups++;
      if (to.isEmpty()) {
        return 0;
      }
      byte[] bytes = hex(to);
      rdesc.copyFrom(bytes, 0, bytes.length);
      return bytes.length;
    }

    @Override
    public void regrouped(HidDevice device) {
      regrouped++;
    }
  }

  private final Fixup hooks = new Fixup();

  private Rig plug(FixupTime fixup, String descriptor) {
    Rig rig =
        new Rig(
            new HidCoreRules(
                ShortReports.PADDED_IN_BUFFER, fixup, false, false, InputRules.LINUX_7_3),
            descriptor);
    rig.bus.setHooks(hooks);
    return rig.plug();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // when, driver of a device that becomes multitouch, of one that ceases to be, at attach
    "EACH_PROBE, hid-generic, hid-multitouch",
    "ONCE_A_CONNECT, hid-generic, hid-multitouch",
    "ONCE_BEFORE_GROUPING, hid-multitouch, hid-generic",
  })
  void groupsAreFoundAgain(FixupTime fixup, String made, String hidden) {
    Rig generic = plug(fixup, Rig.NUMBERED);
    assertThat(generic.device().driver()).isEqualTo("hid-generic");
    hooks.to = MULTITOUCH;
    assertThat(generic.<Integer>call(() -> generic.device().reprobe())).isZero();
    assertThat(generic.device().driver()).isEqualTo(made);
    assertThat(generic.device().descriptor()).isEqualTo(hex(MULTITOUCH));
    assertThat(generic.device().modalias())
        .isEqualTo("hid:b0003g%sv00000001p00001234", made.equals("hid-generic") ? "0001" : "0002");
    hooks.to = "";
    assertThat(generic.<Integer>call(() -> generic.device().reprobe())).isZero();
    assertThat(generic.device().driver()).isEqualTo("hid-generic");
    assertThat(generic.device().group()).isEqualTo(DeviceGroup.GENERIC);

    Rig touch = plug(fixup, MULTITOUCH);
    assertThat(touch.device().driver()).isEqualTo("hid-multitouch");
    hooks.to = Rig.NUMBERED;
    assertThat(touch.<Integer>call(() -> touch.device().reprobe())).isZero();
    assertThat(touch.device().driver()).isEqualTo(hidden);
    hooks.to = "";
    assertThat(touch.<Integer>call(() -> touch.device().reprobe())).isZero();
    assertThat(touch.device().driver()).isEqualTo("hid-multitouch");
    assertThat(hooks.regrouped).isEqualTo(fixup == FixupTime.ONCE_BEFORE_GROUPING ? 4 : 0);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"EACH_PROBE, 1", "ONCE_A_CONNECT, 0", "ONCE_BEFORE_GROUPING, 0"})
  void whoBindsThroughSysfsFindsTheSameDescriptor(FixupTime fixup, int more) {
    Rig rig = plug(fixup, Rig.NUMBERED);
    hooks.to = MULTITOUCH;
    rig.call(() -> rig.device().reprobe());
    String driver = rig.device().driver();
    HidrawFile before = rig.open();
    hooks.fixups = 0;

    assertThat(rig.<Integer>call(() -> rig.device().unbindDriver())).isZero();
    assertThat(rig.device().driver()).isEmpty();
    assertThat(before.read(new byte[9], 0, 9)).isEqualTo(-5);
    assertThat(rig.<Integer>call(() -> rig.device().unbindDriver())).isEqualTo(-19);
    assertThat(rig.<Integer>call(() -> rig.device().bindDriver())).isZero();
    assertThat(rig.<Integer>call(() -> rig.device().bindDriver())).as("is bound").isZero();

    assertThat(rig.device().driver()).isEqualTo(driver);
    assertThat(rig.device().descriptor()).isEqualTo(hex(MULTITOUCH));
    assertThat(hooks.fixups).isEqualTo(more);
  }

  @Test
  void programsReconnectADeviceThatTheUserUnbound() {
    Rig rig = plug(FixupTime.ONCE_BEFORE_GROUPING, Rig.NUMBERED);
    rig.call(() -> rig.device().unbindDriver());
    hooks.to = MULTITOUCH;
    rig.call(() -> rig.device().reprobe());
    assertThat(rig.device().driver()).isEqualTo("hid-multitouch");
  }

  @Test
  void anotherOrderOfModulesLeavesNoDriver() {
    Rig rig = plug(FixupTime.ONCE_BEFORE_GROUPING, Rig.NUMBERED);
    rig.bus.setDrivers(DriverTable.MULTITOUCH_FIRST);
    hooks.to = MULTITOUCH;
    rig.call(() -> rig.device().reprobe());
    assertThat(rig.device().driver()).isEmpty();
    assertThat(rig.device().hidraw()).isNull();
    assertThat(rig.device().group()).isEqualTo(DeviceGroup.MULTITOUCH);
    rig.call(() -> rig.device().bindDriver());
    assertThat(rig.device().driver()).isEqualTo("hid-multitouch");
    hooks.to = "";
    rig.call(() -> rig.device().reprobe());
    assertThat(rig.device().driver()).as("the other way it works").isEqualTo("hid-generic");
  }

  @Test
  void whatDoesNotParseIsNotFixedAgain() {
    Rig rig = plug(FixupTime.ONCE_BEFORE_GROUPING, Rig.NUMBERED);
    hooks.to = "0600ff0901a1018501";
    rig.call(() -> rig.device().reprobe());
    assertThat(rig.device().driver()).isEmpty();
    hooks.fixups = 0;
    rig.call(() -> rig.device().bindDriver());
    assertThat(rig.device().driver()).isEmpty();
    assertThat(hooks.fixups).isZero();
    hooks.to = "";
    rig.call(() -> rig.device().reprobe());
    assertThat(rig.device().driver()).isEqualTo("hid-generic");
  }

  /** A touchscreen with a latency mode (feature 2). */
  private static final String LATENCY =
      MULTITOUCH.substring(0, MULTITOUCH.length() - 2)
          + "8502050d0960150025017501950 1b1029507b103c0".replace(" ", "");

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // whether drivers hear of readers, modes sent at probe, first open, last close
    "false, 0200 0200",
    "true, 0200 0200 0201 0200 0201 0200",
  })
  void multitouchSwitchesModesForReaders(boolean modes, String sent) {
    Rig rig =
        new Rig(
            new HidCoreRules(
                ShortReports.DROPPED,
                FixupTime.ONCE_A_CONNECT,
                false,
                modes,
                InputRules.LINUX_6_12),
            LATENCY);
    List<String> requests = new ArrayList<>();
    rig.bus.setHooks(
        new HidHooks() {
          @Override
          public int hwRequest(
              HidDevice device,
              int reportnum,
              ReportView data,
              ReportType type,
              ClassRequest request,
              long source,
              boolean fromBpf) {
            if (request == ClassRequest.SET_REPORT) {
              requests.add(HexFormat.of().formatHex(data.toByteArray()));
            }
            return 0;
          }
        });
    rig.plug();
    HidrawFile[] files = new HidrawFile[2];
    rig.clock.call("open", () -> files[0] = rig.open());
    rig.clock.call("open another", () -> files[1] = rig.open());
    rig.clock.call("close", files[0]::close);
    rig.clock.call("close the last", files[1]::close);
    rig.clock.call("open", () -> files[0] = rig.open());
    rig.call(() -> rig.device().reprobe());
    assertThat(requests).isEqualTo(List.of(sent.split(" ", -1)));
  }
}
