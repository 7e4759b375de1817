package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder.Answer;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.Hidraw;
import io.github.hidbpf4j.hid.device.ScriptedResponder;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.Timer;
import io.github.hidbpf4j.time.VirtualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A device with input reports 1 (6 bytes) and 2 (9 bytes) and feature report 1 (4 bytes). */
final class AsyncDevice {
  private static final String DESCRIPTOR =
      "0600ff0921a101"
          + "8501150026ff007508950509218102"
          + "950309 22b10295020923 9102".replace(" ", "")
          + "8502950809248102c0";

  /** Response time of the device, in nanoseconds. */
  static final long LATENCY = 2_000_000;

  final VirtualClock clock = new VirtualClock(1);
  final List<Finding> findings = new ArrayList<>();

  /** Reports that a reader of the hidraw node got, in hex. */
  final List<String> out = new ArrayList<>();

  final Kernel kernel;
  final UhidDevice uhid;
  final HidDevice device;

  AsyncDevice(String profile) {
    kernel =
        Kernel.builder(
                Profiles.forName(profile).orElseThrow(), KernelTypes.forProfile(profile).btf())
            .sink(EventSink.ofFindings(findings::add))
            .build(clock);
    ScriptedResponder responder =
        new ScriptedResponder()
            .onGet(ReportType.FEATURE, 1, new Answer.Data(new byte[] {1, 7, 8, 9}, LATENCY));
    uhid =
        new UhidDevice(
            kernel.bus(),
            HidDeviceInfo.of("test device", 3, 1, 2),
            HexFormat.of().parseHex(DESCRIPTOR),
            responder);
    int _ = uhid.create();
    clock.settle();
    device = Objects.requireNonNull(uhid.device());
    Hidraw node = Objects.requireNonNull(device.hidraw());
    kernel.process(
        "open",
        () -> {
          var _ =
              node.open(
                  file -> {
                    byte[] report = file.read();
                    if (report != null) {
                      out.add(HexFormat.of().formatHex(report));
                    }
                  });
        });
  }

  /** Loads an object of {@code testdata/selftests}, and stores the device's id in its variable. */
  LoadedObject loadSelftest(String object) throws IOException {
    LoadedObject loaded =
        kernel.load(SelftestDevice.object(object), LoadOptions.forDevice(device.id()));
    loaded.writeVariable("id", little(device.id()));
    return loaded;
  }

  /** Loads an object with these flags for attaching, and the device's id in its variable. */
  LoadedObject load(String object, Map<String, Integer> flags) {
    LoadedObject loaded =
        kernel.load(AsyncOps.open(object), new LoadOptions(device.id(), Map.of(), flags, null));
    loaded.writeVariable("id", little(device.id()));
    return loaded;
  }

  void attach(LoadedObject object, String... names) {
    for (String name : names) {
      int ret = object.attach(name);
      if (ret != 0) {
        throw new AssertionError(name + ": " + ret);
      }
    }
  }

  /** The device sends a report, and its immediate consequences happen. */
  void input(int... report) {
    byte[] bytes = new byte[report.length];
    for (int i = 0; i < report.length; i++) {
      bytes[i] = (byte) report[i];
    }
    Timer timer =
        clock.newTimer(
            "device",
            () -> {
              int _ = uhid.input(bytes);
            });
    timer.arm(clock.now());
    clock.settle();
  }

  void advance(long milliseconds) {
    clock.advance(milliseconds * 1_000_000);
  }

  static byte[] little(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  static ByteBuffer variable(LoadedObject object, String name) {
    return ByteBuffer.wrap(Objects.requireNonNull(object.readVariable(name), name))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  static int u32(LoadedObject object, String name) {
    return variable(object, name).getInt(0);
  }

  static long s64(LoadedObject object, String name) {
    return variable(object, name).getLong(0);
  }
}
