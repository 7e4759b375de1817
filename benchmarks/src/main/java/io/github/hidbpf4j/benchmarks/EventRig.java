package io.github.hidbpf4j.benchmarks;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.Hidraw;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordingReader;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.LoadOptions;
import io.github.hidbpf4j.kernel.LoadedObject;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The mouse of {@code examples/a4tech-horizontal-wheel} on a kernel in real time, as a live device
 * is, with programs attached and one reader.
 */
final class EventRig implements AutoCloseable {
  static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", "."));
  static final Path EXAMPLE = ROOT.resolve("examples/a4tech-horizontal-wheel");

  private static final Path EMPTY = ROOT.resolve("testdata/hid-bpf/empty_event.bpf.o");
  private static final Path WHEEL = EXAMPLE.resolve("a4tech-horizontal-wheel.bpf.o");

  private static final String PROFILE = "6.12";
  private static final int REPORT_BYTES = 4;

  private final SystemClock clock = new SystemClock(1);
  private final Kernel kernel;
  private final HidDevice device;
  private final byte[] report = new byte[REPORT_BYTES];
  private final byte[] buffer = new byte[64];

  /** How many bytes the reader got. */
  long read;

  EventRig(Engine engine) throws IOException {
    kernel =
        Kernel.builder(
                Profiles.forName(PROFILE).orElseThrow(), KernelTypes.forProfile(PROFILE).btf())
            .engine(engine)
            .build(clock);
    RecordedDevice recorded;
    try (RecordingReader reader = RecordingReader.open(EXAMPLE.resolve("wheel.hid"))) {
      while (reader.next() != null) {
        // The devices are known once everything was read.
      }
      recorded = reader.devices().getFirst();
    }
    UhidDevice uhid =
        new UhidDevice(
            kernel.bus(),
            HidDeviceInfo.of("mouse", HidDeviceInfo.BUS_USB, 0x09da, 0x0006),
            recorded.descriptor(),
            new Silent());
    int _ = uhid.create();
    device = bound(uhid);
  }

  private static HidDevice bound(UhidDevice uhid) {
    while (true) {
      HidDevice added = uhid.device();
      // The probe binds and unbinds it again.
      if (added != null && added.hidraw() != null && added.acquireInputLock() == 0) {
        added.releaseInputLock();
        return added;
      }
      Thread.onSpinWait();
    }
  }

  /** A device that does not answer. */
  private static final class Silent implements DeviceResponder {
    @Override
    public Answer getReport(int number, ReportType type, int length) {
      return Answer.error(5);
    }

    @Override
    public Answer setReport(int number, ReportType type, byte[] data) {
      return Answer.error(5);
    }

    @Override
    public void output(byte[] data) {}

    @Override
    public void lifecycle(TransportCall call) {}
  }

  /** Loads an object and attaches all of it. */
  void attach(Path object) throws IOException {
    LoadedObject loaded =
        kernel.load(
            BpfObject.open(object.toString(), Files.readAllBytes(object)),
            LoadOptions.forDevice(device.id()));
    for (String name : loaded.ops().keySet()) {
      if (loaded.attach(name) != 0) {
        throw new IllegalStateException("does not attach: " + name);
      }
    }
  }

  /**
   * Attaches a benchmark's programs: {@code none}, {@code empty}, {@code empty8}, {@code wheel}.
   */
  void attachAll(String programs) throws IOException {
    switch (programs) {
      case "none" -> {}
      case "wheel" -> attach(WHEEL);
      default -> {
        int copies = programs.equals("empty") ? 1 : 8;
        for (int i = 0; i < copies; i++) {
          attach(EMPTY);
        }
      }
    }
  }

  /** Opens the node; its listener reads each report. */
  void open() {
    Hidraw node = device.hidraw();
    if (node == null || node.open(file -> read += file.read(buffer, 0, buffer.length)) == null) {
      throw new IllegalStateException("no hidraw");
    }
  }

  /** One report from the device to the reader; 0, or a negative errno. */
  int report(int value) {
    report[REPORT_BYTES - 1] = (byte) value;
    return device.inputReport(ReportType.INPUT, report, 0, REPORT_BYTES);
  }

  @Override
  public void close() {
    clock.close();
  }
}
