package io.github.hidbpf4j.hid.device;

import static io.github.hidbpf4j.hid.device.Rig.hex;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Descriptor fixups and re-probes, as Linux 6.12.117 did them. */
class RdescFixupTest {
  /** Changes the usage in byte 4 and returns what it is told. */
  private static class Fixup extends ScriptedHooks {
    final List<Integer> sizes = new ArrayList<>();
    final List<Integer> usages = new ArrayList<>();
    boolean active;
    int ret;

    @Override
    public int rdescFixup(HidDevice device, ReportView rdesc) {
      if (!active) {
        return 0;
      }
      sizes.add(rdesc.size());
      usages.add(rdesc.get(4));
      assertThat(rdesc.bufferSize()).isEqualTo(4096);
      assertThat(rdesc.get(4095)).isZero();
      rdesc.set(4, 0x42);
      return ret;
    }
  }

  private final Rig rig = new Rig(Rig.NUMBERED);
  private final Fixup hooks = new Fixup();

  private void plug() {
    rig.bus.setHooks(hooks);
    rig.plug();
    rig.log.take();
  }

  private int reprobe() {
    return rig.call(() -> rig.device().reprobe());
  }

  @ParameterizedTest(name = "fixup returns {0}")
  @CsvSource({
    // ret, length in use (-1: no driver), usage in byte 4
    "0, 49, 0x42",
    "49, 49, 0x42",
    "50, 50, 0x42",
    "48, -1, 0",
    "10, -1, 0",
    "1, -1, 0",
    "4096, 4096, 0x42",
    "4097, 49, 0x01",
    "100000, 49, 0x01",
    "-1, 49, 0x01",
    "-22, 49, 0x01",
  })
  void returnOfTheFixup(int ret, int length, String usage) {
    plug();
    HidrawFile before = rig.open();
    hooks.active = true;
    hooks.ret = ret;

    assertThat(reprobe()).as("re-probe succeeds all the same").isZero();

    HidDevice device = rig.device();
    assertThat(before.read(new byte[9], 0, 9)).isEqualTo(-5);
    if (length < 0) {
      assertThat(device.driver()).isEmpty();
      assertThat(device.hidraw()).isNull();
      assertThat(device.descriptor()).isEmpty();
      assertThat(device.inputReport(ReportType.INPUT, hex("01a1a2a3a4a5"), 0, 6)).isEqualTo(-19);
      assertThat(device.reportLength(ReportType.INPUT, 1)).isEqualTo(-1);
      assertThat(rig.log.take("STOP", "START", "bound", "unbound"))
          .containsExactly("STOP", "unbound");
    } else {
      HidrawFile file = rig.open();
      assertThat(device.driver()).isEqualTo("hid-generic");
      assertThat(file.descriptorSize()).isEqualTo(length);
      assertThat(device.descriptor()).hasSize(length);
      assertThat(device.descriptor()[4]).isEqualTo(Integer.decode(usage).byteValue());
      byte[] value = new byte[4096];
      assertThat(file.descriptor(value, 4096)).isEqualTo(-22);
      assertThat(file.descriptor(value, 4095)).isEqualTo(Math.min(4095, length));
      rig.uhid.input(hex("01a1a2a3a4a5"));
      assertThat(Rig.read(file)).isEqualTo("01a1a2a3a4a5");
    }

    hooks.active = false;
    assertThat(reprobe()).isZero();
    assertThat(device.driver()).isEqualTo("hid-generic");
    assertThat(device.descriptor()).isEqualTo(hex(Rig.NUMBERED));
    rig.open();
  }

  @Test
  void fixupAlwaysGetsTheOriginal() {
    plug();
    hooks.active = true;
    hooks.ret = 50;
    reprobe();
    reprobe();
    assertThat(hooks.sizes).containsExactly(49, 49);
    assertThat(hooks.usages).containsExactly(1, 1);
    assertThat(rig.device().originalDescriptor()).isEqualTo(hex(Rig.NUMBERED));
  }

  @Test
  void orderOfAReprobe() {
    plug();
    rig.open();
    rig.log.take();
    hooks.active = true;
    reprobe();
    rig.open();
    assertThat(rig.log.take())
        .containsExactly(
            "reprobing",
            "CLOSE",
            "hidraw- 0",
            "STOP",
            "unbound",
            "rdesc 49 0 49",
            "START 7",
            "log hidraw1: HID device [test device] on ",
            "hidraw+ 1",
            "bound hid-generic",
            "OPEN");
    assertThat(hooks.calls).containsExactly("connected 9", "disconnected 9", "connected 9");
    assertThat(rig.device().id()).isEqualTo(1);
  }

  @Test
  void aNodeThatNobodyHoldsGivesItsNumberBack() {
    plug();
    HidrawFile file = rig.open();
    reprobe();
    assertThat(rig.node().minor()).isEqualTo(1);
    file.close();
    reprobe();
    assertThat(rig.node().minor()).isZero();
    assertThat(rig.bus.hidraw(0)).isSameAs(rig.node());
    assertThat(rig.bus.hidraw(1)).isNull();
    assertThat(rig.log.take("CLOSE")).hasSize(1);
  }

  @Test
  void nameWrittenByAFixupStays() {
    rig.bus.setHooks(
        new HidHooks() {
          @Override
          public int rdescFixup(HidDevice device, ReportView rdesc) {
            device.setNameField("renamed by bpf".getBytes(StandardCharsets.UTF_8));
            return 0;
          }
        });
    rig.plug();
    rig.bus.setHooks(HidHooks.NONE);
    reprobe();
    byte[] name = new byte[64];
    assertThat(rig.open().rawName(name)).isEqualTo(15);
    assertThat(new String(name, 0, 15, StandardCharsets.UTF_8)).isEqualTo("renamed by bpf\0");
    assertThat(rig.device().name()).isEqualTo("renamed by bpf");
  }

  @Test
  void grownReportNeedsGrownEvents() {
    // report 1 grows by 4 bytes: its item "95 05" becomes "95 09"
    rig.bus.setHooks(
        new ScriptedHooks() {
          @Override
          public int rdescFixup(HidDevice device, ReportView rdesc) {
            assertThat(rdesc.get(17)).isEqualTo(5);
            rdesc.set(17, 9);
            return 0;
          }

          @Override
          public int deviceEvent(
              HidDevice device, ReportType type, ReportView data, long source, boolean fromBpf) {
            event = (view, t, s, f) -> view.get(1) == 0 ? 0 : 10;
            return super.deviceEvent(device, type, data, source, fromBpf);
          }
        });
    rig.plug();
    HidrawFile file = rig.open();
    assertThat(rig.device().maxReportLength()).isEqualTo(10);
    assertThat(rig.device().inputReport(ReportType.INPUT, hex("0100a2a3a4a5"), 0, 6))
        .isEqualTo(-22);
    assertThat(rig.device().inputReport(ReportType.INPUT, hex("01a1a2a3a4a5"), 0, 6)).isZero();
    assertThat(Rig.read(file)).isEqualTo("01a1a2a3a4a500000000");
  }

  @Test
  void reportsAreUnknownWhileTheFixupRuns() {
    List<Integer> results = new ArrayList<>();
    rig.bus.setHooks(
        new HidHooks() {
          @Override
          public int rdescFixup(HidDevice device, ReportView rdesc) {
            results.add(device.reportLength(ReportType.FEATURE, 1));
            results.add(device.inject(ReportType.INPUT, rdesc.segment(), 0, 6, 6, 7));
            results.add(device.reprobe());
            return 0;
          }
        });
    rig.plug();
    // in the kernel both would hang forever: the probe holds the locks
    assertThat(results).containsExactly(-1, -4, -35);
    assertThat(rig.log.take("deadlock")).containsExactly("deadlock input lock", "deadlock reprobe");
    assertThat(rig.device().isBound()).isTrue();
    assertThat(reprobe()).isZero();
  }

  @Test
  void atMostOneReprobeUntilTheNextProbe() {
    List<Integer> results = new ArrayList<>();
    rig.bus.setHooks(
        new HidHooks() {
          @Override
          public void disconnected(HidDevice device) {
            results.add(device.reprobe());
          }
        });
    rig.plug();
    reprobe();
    assertThat(results).containsExactly(0);
    assertThat(rig.log.take("reprobing")).hasSize(1);
  }

  @Test
  void destroyTellsHooksWhileStillBound() {
    plug();
    hooks.calls.clear();
    HidDevice device = rig.device();
    rig.call(rig.uhid::destroy);
    assertThat(hooks.calls).containsExactly("destroyed true", "disconnected 9");
    assertThat(device.reprobe()).isZero();
    assertThat(rig.log.take("reprobing")).isEmpty();
  }

  @Test
  void replugGivesANewId() {
    plug();
    rig.call(rig.uhid::destroy);
    rig.plug();
    assertThat(rig.device().id()).isEqualTo(2);
    assertThat(rig.device().sysfsName()).isEqualTo("0003:0001:1234.0002");
    assertThat(rig.bus.devices()).containsExactly(rig.device());
  }

  @Test
  void deviceThatDoesNotParseIsOnTheBusWithoutDriver() {
    Rig broken = new Rig("0600ff0901a101").plug();
    assertThat(broken.device().driver()).isEmpty();
    assertThat(broken.bus.device(1)).isSameAs(broken.device());
    assertThat(broken.log.take("START", "log", "bound"))
        .singleElement()
        .asString()
        .startsWith("log probe with driver hid-generic failed: report descriptor: offset ");
    assertThat(broken.call(broken.uhid::destroy)).isZero();
  }

  @Test
  void destroyFromInsideAnEventIsFinishedLater() {
    plug();
    HidDevice device = rig.device();
    HidrawFile file =
        requireNonNull(
            rig.node()
                .open(
                    readable -> {
                      assertThat(device.destroy()).isEqualTo(-35);
                      assertThat(device.isBound()).isTrue();
                    }));
    rig.clock.newTimer("input", () -> rig.uhid.input(hex("01a1a2a3a4a5"))).arm(0);
    rig.clock.runUntilIdle();
    assertThat(device.isBound()).isFalse();
    assertThat(file.poll() & HidrawFile.POLLHUP).isNotZero();
    assertThat(rig.log.take("deadlock", "CLOSE", "STOP", "unbound"))
        .containsExactly("deadlock destroy", "CLOSE", "STOP", "unbound");
    assertThat(rig.bus.devices()).isEmpty();
  }

  @Test
  void destroyFromInsideAProbeIsFinishedLater() {
    HidDevice[] seen = new HidDevice[1];
    rig.bus.setHooks(
        new HidHooks() {
          @Override
          public void connected(HidDevice device) {
            seen[0] = device;
            assertThat(device.destroy()).isEqualTo(-35);
          }
        });
    rig.plug();
    assertThat(seen[0].isBound()).isFalse();
    assertThat(rig.log.take("START", "STOP")).containsExactly("START 7", "STOP");
  }

  @Test
  void listenersHearOfComingAndGoing() {
    List<String> heard = new ArrayList<>();
    HidBusListener listener =
        new HidBusListener() {
          @Override
          public void deviceAdded(HidDevice device) {
            heard.add("added " + device + " " + device.driver());
          }

          @Override
          public void deviceRemoved(HidDevice device) {
            heard.add("removed " + device.id());
          }

          @Override
          public void driverBound(HidDevice device) {
            heard.add("bound " + device.driver());
          }

          @Override
          public void driverUnbound(HidDevice device) {
            heard.add("unbound " + device.driver());
          }
        };
    rig.bus.addListener(listener);
    plug();
    reprobe();
    rig.call(rig.uhid::destroy);
    rig.bus.removeListener(listener);
    plug();
    assertThat(heard)
        .containsExactly(
            "added 0003:0001:1234.0001 ",
            "bound hid-generic",
            "unbound ",
            "bound hid-generic",
            "unbound ",
            "removed 1");
  }
}
