package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.kernel.dispatch.HidBpfOps;
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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The behaviours that the kernel's own tests of HID-BPF check (Linux 6.12, {@code hid_bpf.c}), by
 * programs of ours and in virtual time. Methods are named after the kernel's tests.
 */
class KernelSelftestsTest {
  /** Input 1 of 6 bytes and 2 of 9, output 1 of 3, feature 1 of 2: ids included. */
  private static final String DESCRIPTOR =
      "0600ff0921a101150026ff0075088501950509228102950209239102950109 24b1028502950809258102c0"
          .replace(" ", "");

  private final VirtualClock clock = new VirtualClock(1);
  private final List<String> read = new ArrayList<>();
  private final List<String> sent = new ArrayList<>();
  private final Kernel kernel =
      new Kernel(
          Kernel.Options.of(
              Profiles.forName("6.12").orElseThrow(), KernelTypes.forProfile("6.12").btf()),
          clock);
  private final UhidDevice uhid =
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
  private @Nullable HidDevice device;
  private @Nullable HidrawFile hidraw;

  @BeforeEach
  void create_uhid() {
    assertThat(uhid.create()).isZero();
    clock.settle();
    device = uhid.device();
    open();
    assertThat(read).isEmpty();
  }

  private HidDevice device() {
    return Objects.requireNonNull(device);
  }

  private void open() {
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

  private LoadedObject load(Map<String, Integer> flags, String... maps) throws IOException {
    Path file =
        Path.of(System.getProperty("hidbpf4j.root", "."), "testdata", "selftests", "hooks.bpf.o");
    LoadedObject o =
        kernel.load(
            BpfObject.open("hooks.bpf.o", Files.readAllBytes(file)),
            new LoadOptions(device().id(), Map.of(), flags, Set.of(maps)));
    ByteBuffer source = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    o.writeVariable(
        "current_file", source.putLong(Objects.requireNonNull(hidraw).source()).array());
    return o;
  }

  private LoadedObject attach(String... maps) throws IOException {
    LoadedObject o = load(Map.of(), maps);
    for (String map : maps) {
      assertThat(o.attach(map)).isZero();
    }
    return o;
  }

  private void input(int... report) {
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

  private int user(ToIntFunction<HidrawFile> action) {
    int[] ret = new int[1];
    kernel.process("user", () -> ret[0] = action.applyAsInt(Objects.requireNonNull(hidraw)));
    return ret[0];
  }

  private int getFeature(byte[] buffer) {
    return user(f -> f.getReport(ReportType.FEATURE, buffer));
  }

  private static int variable(LoadedObject o, String name) {
    return ByteBuffer.wrap(Objects.requireNonNull(o.readVariable(name)))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getInt();
  }

  @Test
  void raw_event() throws IOException {
    LoadedObject o = attach("first");
    assertThat(variable(o, "checked")).isEqualTo(52);
    input(1, 42, 0, 0, 0, 0);
    assertThat(variable(o, "checked")).isEqualTo(42);
    input(1, 47, 0, 0, 0, 0);
    assertThat(variable(o, "checked")).isEqualTo(47);
    assertThat(read).containsExactly("012a2f000000", "012f34000000");
  }

  @Test
  void subprog_raw_event() throws IOException {
    attach("subprogram");
    input(1, 42, 0, 0, 0, 0);
    input(1, 47, 0, 0, 0, 0);
    assertThat(read).containsExactly("012a2f000000", "012f34000000");
  }

  @Test
  void multiple_attach() throws IOException {
    assertThat(attach("first").attach("first")).isNegative();
  }

  @Test
  void test_attach_detach() throws IOException {
    LoadedObject o = attach("first", "second");
    input(1, 42, 0, 0, 0, 0);
    o.detach("first");
    o.detach("second");
    input(1, 47, 0, 0, 0, 0);
    attach("first", "second");
    input(1, 42, 0, 0, 0, 0);
    assertThat(read).containsExactly("012a2f340000", "012f00000000", "012a2f340000");
  }

  @Test
  void test_hid_change_report() throws IOException {
    attach("change_id");
    input(1, 42, 0, 0, 0, 0);
    assertThat(read).containsExactly("022a00000000000000");
  }

  private LoadedObject.SyscallResult io(LoadedObject o, String program, int... data) {
    ByteBuffer args = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    for (int b : data) {
      args.put((byte) b);
    }
    args.position(16).putInt(device().id()).putInt(0).putLong(-999);
    return o.runSyscall(program, args.array());
  }

  private static long result(LoadedObject.SyscallResult run) {
    assertThat(run.result()).isZero();
    return ByteBuffer.wrap(run.context()).order(ByteOrder.LITTLE_ENDIAN).getLong(24);
  }

  @Test
  void test_hid_user_input_report_call() throws IOException {
    assertThat(result(io(load(Map.of(), "first"), "user_input", 1, 2, 42))).isZero();
    assertThat(read).containsExactly("01022a000000");
  }

  @Test
  void test_hid_user_output_report_call() throws IOException {
    assertThat(result(io(load(Map.of(), "first"), "user_output", 1, 2, 42))).isEqualTo(3);
    assertThat(sent).containsExactly("01022a");
  }

  @Test
  void test_hid_user_raw_request_call() throws IOException {
    LoadedObject.SyscallResult run = io(load(Map.of(), "first"), "user_request", 1);
    assertThat(result(run)).isEqualTo(2);
    assertThat(run.context()[1]).isEqualTo((byte) 2);
  }

  @Test
  void test_hid_filter_raw_request_call() throws IOException {
    LoadedObject o = attach("filter_request");
    input(1, 42, 0, 0, 0, 0);
    assertThat(read).containsExactly("012a00000000");
    assertThat(getFeature(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0})).isEqualTo(-20);
    o.detach("filter_request");
    assertThat(getFeature(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0})).isEqualTo(2);
  }

  @Test
  void test_hid_change_raw_request_call() throws IOException {
    LoadedObject o = attach("change_request");
    byte[] buffer = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    assertThat(getFeature(buffer)).isEqualTo(3);
    assertThat(Arrays.copyOf(buffer, 3)).containsExactly(2, 3, 4);
    assertThat(variable(o, "inner_result")).isEqualTo(2);
  }

  @Test
  void test_hid_infinite_loop_raw_request_call() throws IOException {
    attach("loop_request");
    assertThat(getFeature(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0})).isEqualTo(3);
  }

  @Test
  void test_hid_filter_output_report_call() throws IOException {
    LoadedObject o = attach("filter_output");
    assertThat(user(f -> f.write(new byte[] {1, 2, 42}))).isEqualTo(-25);
    o.detach("filter_output");
    assertThat(user(f -> f.write(new byte[] {1, 2, 42}))).isEqualTo(3);
    assertThat(sent).containsExactly("01022a");
  }

  @Test
  void test_hid_change_output_report_call() throws IOException {
    attach("change_output");
    assertThat(user(f -> f.write(new byte[] {1, 2, 42, 0, 0, 0, 0, 0, 0, 0}))).isEqualTo(2);
    assertThat(sent).containsExactly("0102");
  }

  @Test
  void test_hid_infinite_loop_output_report_call() throws IOException {
    attach("loop_output");
    assertThat(user(f -> f.write(new byte[] {1, 2, 42, 0, 0, 0, 0, 0}))).isEqualTo(2);
  }

  @Test
  void test_multiply_events_wq() throws IOException {
    LoadedObject o = attach("multiply_later");
    input(1, 42, 0, 0, 0, 0);
    clock.advance(100_000_000);
    assertThat(read).containsExactly("012f00000000", "02030405060708090a");
    assertThat(variable(o, "inner_result")).isZero();
  }

  @Test
  void test_multiply_events() throws IOException {
    LoadedObject o = attach("multiply");
    input(1, 42, 0, 0, 0, 0);
    assertThat(read).containsExactly("022f00000000000000", "023400000000000000");
    assertThat(variable(o, "inner_result")).isZero();
  }

  @Test
  void test_hid_infinite_loop_input_report_call() throws IOException {
    attach("loop_input");
    input(1, 2, 42, 0, 0, 0);
    assertThat(read).containsExactly("01032a000000", "01042a000000");
  }

  @Test
  void test_hid_attach_flags() throws IOException {
    LoadedObject o = load(Map.of("place1", HidBpfOps.BPF_F_BEFORE), "place1", "place2", "place3");
    assertThat(o.attach("place2") | o.attach("place1") | o.attach("place3")).isZero();
    input(1, 0, 0, 0, 0, 0);
    assertThat(read).containsExactly("010102030000");
  }

  @Test
  void test_rdesc_fixup() throws IOException {
    LoadedObject o = attach("rdesc");
    clock.settle();
    open();
    byte[] value = new byte[4096];
    assertThat(variable(o, "checked")).isEqualTo(0x21);
    assertThat(user(HidrawFile::descriptorSize)).isEqualTo(DESCRIPTOR.length() / 2 + 7);
    assertThat(user(f -> f.descriptor(value, 50))).isNotNegative();
    assertThat(value[4]).isEqualTo((byte) 0x42);
  }
}
