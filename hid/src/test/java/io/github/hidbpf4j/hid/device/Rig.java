package io.github.hidbpf4j.hid.device;

import static io.github.hidbpf4j.hid.descriptor.ReportType.FEATURE;
import static io.github.hidbpf4j.hid.descriptor.ReportType.INPUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.device.DeviceResponder.Answer;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A bus in virtual time with one uhid device on it, and one hidraw file open. */
final class Rig {
  /** Vendor device. Id 1: input 6, output 3, feature 4 bytes; id 2: input 9, feature 9. */
  static final String NUMBERED =
      "0600ff0901a1018501150026ff00750895050901810295020901910295030901b1028502"
          + "95080901810295080901b102c0";

  /** Vendor device without ids: input 6, output 2, feature 3 bytes. */
  static final String UNNUMBERED =
      "0600ff0901a101150026ff00750895060901810295020901910295030901b102c0";

  final VirtualClock clock = new VirtualClock(1);
  final HidBus bus;
  final EventLog log = new EventLog();
  final ScriptedResponder responder = new ScriptedResponder();
  final UhidDevice uhid;

  Rig(String rdesc) {
    this(HidDeviceInfo.of("test device", HidDeviceInfo.BUS_USB, 1, 0x1234), rdesc);
  }

  Rig(HidDeviceInfo info, String rdesc) {
    this(HidCoreRules.LINUX_6_12, info, rdesc);
  }

  Rig(HidCoreRules rules, String rdesc) {
    this(rules, HidDeviceInfo.of("test device", HidDeviceInfo.BUS_USB, 1, 0x1234), rdesc);
  }

  private Rig(HidCoreRules rules, HidDeviceInfo info, String rdesc) {
    bus = new HidBus(clock, rules, HidHooks.NONE, null, HidBus.Start.FRESH);
    bus.setObserver(log);
    responder
        .onGet(FEATURE, 1, Answer.data(hex("01f1f2f3")))
        .onGet(FEATURE, 0, Answer.data(hex("00f1f2f3")))
        .onGet(INPUT, 1, Answer.data(hex("01e1e2e3e4e5")));
    uhid = new UhidDevice(bus, info, hex(rdesc), responder);
  }

  static Rig numbered() {
    return new Rig(NUMBERED).plug();
  }

  Rig plug() {
    assertThat(uhid.create()).isZero();
    clock.settle();
    return this;
  }

  HidDevice device() {
    HidDevice device = uhid.device();
    if (device == null) {
      throw new AssertionError("not plugged");
    }
    return device;
  }

  Hidraw node() {
    Hidraw node = device().hidraw();
    if (node == null) {
      throw new AssertionError("no hidraw");
    }
    return node;
  }

  HidrawFile open() {
    HidrawFile file = node().open();
    if (file == null) {
      throw new AssertionError("does not open");
    }
    return file;
  }

  /** In process context, to its end. */
  <T> T call(Supplier<T> body) {
    AtomicReference<@Nullable T> result = new AtomicReference<>();
    clock.call("test", () -> result.set(body.get()));
    T value = result.get();
    if (value == null) {
      throw new AssertionError("no result");
    }
    return value;
  }

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  /** The next report read from a file; "" when there is none. */
  static String read(HidrawFile file) {
    byte[] report = file.read();
    return report == null ? "" : HexFormat.of().formatHex(report);
  }
}
