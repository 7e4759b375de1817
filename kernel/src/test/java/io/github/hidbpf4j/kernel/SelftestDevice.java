package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.Timer;
import io.github.hidbpf4j.time.VirtualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/**
 * The device of the kernel's own tests of HID-BPF, and a reader of its hidraw node: it answers
 * GET_REPORT of report 1 with {1, 2} and of others with an error, keeps output reports, and leaves
 * SET_REPORT unanswered.
 */
abstract class SelftestDevice {
  /** Input 1 of 6 bytes and 2 of 9, output 1 of 3, feature 1 of 2: ids included. */
  static final String DESCRIPTOR =
      "0600ff0921a101150026ff0075088501950509228102950209239102950109 24b1028502950809258102c0"
          .replace(" ", "");

  final VirtualClock clock = new VirtualClock(1);
  final List<String> read = new ArrayList<>();
  final List<String> sent = new ArrayList<>();
  final Kernel kernel;
  final UhidDevice uhid;
  private @Nullable HidDevice device;
  private @Nullable HidrawFile hidraw;

  SelftestDevice(String profile) {
    kernel =
        Kernel.builder(
                Profiles.forName(profile).orElseThrow(), KernelTypes.forProfile(profile).btf())
            .build(clock);
    uhid =
        new UhidDevice(
            kernel.bus(),
            HidDeviceInfo.of("test-uhid-device", 3, 1, 0x0a37),
            HexFormat.of().parseHex(DESCRIPTOR),
            new DeviceResponder() {
              @Override
              public Answer getReport(int reportnum, ReportType type, int length) {
                return reportnum == 1 ? Answer.data((byte) 1, (byte) 2) : Answer.error(5);
              }

              @Override
              public Answer setReport(int reportnum, ReportType type, byte[] report) {
                return Answer.none();
              }

              @Override
              public void output(byte[] report) {
                sent.add(HexFormat.of().formatHex(report));
              }
            });
  }

  @BeforeEach
  void create() {
    assertThat(uhid.create()).isZero();
    clock.settle();
    device = uhid.device();
    open();
    assertThat(read).isEmpty();
  }

  final HidDevice device() {
    return Objects.requireNonNull(device);
  }

  final void open() {
    kernel.process(
        "open",
        () ->
            hidraw =
                Objects.requireNonNull(device().hidraw())
                    .open(
                        file -> {
                          byte[] report = file.read();
                          if (report != null) {
                            read.add(HexFormat.of().formatHex(report));
                          }
                        }));
  }

  /** Loads an object: of its struct_ops maps these, or all when none is named. */
  final LoadedObject load(String object, Map<String, Integer> flags, String... maps)
      throws IOException {
    LoadedObject o =
        kernel.load(
            object(object),
            new LoadOptions(
                device().id(), Map.of(), flags, maps.length == 0 ? null : Set.of(maps)));
    ByteBuffer source = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    o.writeVariable(
        "current_file", source.putLong(Objects.requireNonNull(hidraw).source()).array());
    o.writeVariable("id", AsyncDevice.little(device().id()));
    return o;
  }

  /** An object of {@code testdata/selftests}. */
  static BpfObject object(String name) throws IOException {
    return BpfObject.open(
        name,
        Files.readAllBytes(
            Path.of(System.getProperty("hidbpf4j.root", "."), "testdata", "selftests", name)));
  }

  final LoadedObject attach(String object, String... maps) throws IOException {
    LoadedObject o = load(object, Map.of(), maps);
    for (String map : maps) {
      assertThat(o.attach(map)).isZero();
    }
    return o;
  }

  final void input(int... report) {
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

  final int user(ToIntFunction<HidrawFile> action) {
    int[] ret = new int[1];
    kernel.process("user", () -> ret[0] = action.applyAsInt(Objects.requireNonNull(hidraw)));
    return ret[0];
  }

  final int getFeature(byte[] buffer) {
    return user(f -> f.getReport(ReportType.FEATURE, buffer));
  }

  static int variable(LoadedObject o, String name) {
    return ByteBuffer.wrap(Objects.requireNonNull(o.readVariable(name)))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getInt();
  }
}
