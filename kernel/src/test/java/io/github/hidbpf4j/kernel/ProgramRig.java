package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.Hidraw;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntSupplier;

/** A kernel with one device that records its requests, and loaded programs. */
final class ProgramRig {
  static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", "."));

  /** Id 1: input 6, output 3, feature 4 bytes; id 2: input 9, feature 9. */
  static final String NUMBERED =
      "0600ff0901a1018501150026ff00750895050901810295020901910295030901b1028502"
          + "95080901810295080901b102c0";

  /** Input 6, output 2, feature 3 bytes. */
  static final String UNNUMBERED =
      "0600ff0901a101150026ff00750895060901810295020901910295030901b102c0";

  final VirtualClock clock = new VirtualClock(1);
  final List<Finding> findings = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  final Kernel kernel;
  final UhidDevice uhid;

  ProgramRig(String profile, String descriptor) {
    this(profile, descriptor, Engine.AUTO);
  }

  ProgramRig(String profile, String descriptor, Engine engine) {
    kernel =
        Kernel.builder(
                Profiles.forName(profile).orElseThrow(), KernelTypes.forProfile(profile).btf())
            .sink(EventSink.ofFindings(findings::add))
            .engine(engine)
            .build(clock);
    uhid =
        new UhidDevice(
            kernel.bus(),
            HidDeviceInfo.of("device", HidDeviceInfo.BUS_USB, 1, 2),
            HexFormat.of().parseHex(descriptor),
            new Responder());
    int _ = uhid.create();
    clock.settle();
  }

  private final class Responder implements DeviceResponder {
    @Override
    public Answer getReport(int number, ReportType type, int length) {
      asked.add("GET %s %d".formatted(type, number));
      return number <= 1 && type == ReportType.FEATURE
          ? Answer.data(HexFormat.of().parseHex("0%df1f2f3".formatted(number)))
          : Answer.error(5);
    }

    @Override
    public Answer setReport(int number, ReportType type, byte[] report) {
      asked.add("SET %s %d %s".formatted(type, number, HexFormat.of().formatHex(report)));
      return Answer.ok();
    }

    @Override
    public void output(byte[] report) {
      asked.add("OUTPUT " + HexFormat.of().formatHex(report));
    }

    @Override
    public void lifecycle(TransportCall call) {}
  }

  HidDevice device() {
    HidDevice device = uhid.device();
    if (device == null) {
      throw new AssertionError("not plugged");
    }
    return device;
  }

  HidrawFile open() {
    Hidraw node = device().hidraw();
    HidrawFile file = node == null ? null : node.open();
    if (file == null) {
      throw new AssertionError("no hidraw");
    }
    return file;
  }

  LoadedObject load(String name) {
    return kernel.load(object(name), LoadOptions.forDevice(device().id()));
  }

  /** An object of {@code testdata/hid-bpf}. */
  static BpfObject object(String name) {
    Path file = ROOT.resolve("testdata/hid-bpf").resolve(name + ".bpf.o");
    try {
      return BpfObject.open(name, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int call(IntSupplier body) {
    int[] result = new int[1];
    clock.call("test", () -> result[0] = body.getAsInt());
    return result[0];
  }

  int input(String report) {
    byte[] bytes = HexFormat.of().parseHex(report);
    return call(() -> device().inputReport(ReportType.INPUT, bytes, 0, bytes.length));
  }

  /** The next report of a file, "" for none. */
  static String read(HidrawFile file) {
    byte[] report = file.read();
    return report == null ? "" : HexFormat.of().formatHex(report);
  }

  static int variable(LoadedObject object, String name) {
    byte[] bytes = object.readVariable(name);
    if (bytes == null) {
      throw new AssertionError("no variable " + name);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  static void set(LoadedObject object, String name, int... words) {
    if (!object.writeVariable(name, little(words))) {
      throw new AssertionError("no variable " + name);
    }
  }

  static byte[] little(int... words) {
    ByteBuffer b = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int word : words) {
      b.putInt(word);
    }
    return b.array();
  }
}
