package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.device.HidTransport;
import io.github.hidbpf4j.hid.device.ReportView;
import io.github.hidbpf4j.kernel.KnownObjects;
import io.github.hidbpf4j.linux.node.DeviceNode;
import io.github.hidbpf4j.linux.node.UhidNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the path of a report before a device is touched, until it is fast enough ({@link
 * WarmUpPace}): a JVM that has just started is slower than devices are, and reports would be lost
 * meanwhile. It runs on a separate instance of the programs, whose maps nobody sees, with a device
 * that sends zeros and answers nothing.
 */
final class WarmUp {

  private static final int REPORT_SIZE = 64;

  private WarmUp() {}

  /** A device that answers every request with an error. */
  private static final HidTransport SILENT =
      new HidTransport() {
        @Override
        public int getReport(HidDevice device, int reportnum, ReportType type, ReportView data) {
          return -HidErrno.EIO;
        }

        @Override
        public int setReport(HidDevice device, int reportnum, ReportType type, ReportView data) {
          return -HidErrno.EIO;
        }

        @Override
        public int outputReport(HidDevice device, ReportView data) {
          return -HidErrno.EIO;
        }
      };

  static void run(BridgeSetup setup, LiveDevice live, Nodes nodes, KnownObjects known) {
    ReportEvent event = new ReportEvent();
    try (DeviceNode zeros = nodes.zeros();
        UhidNode nothing = nodes.nothing();
        FixedDevice device =
            new FixedDevice(
                setup,
                live,
                SILENT,
                (report, size) -> event.send(nothing, report, size),
                List.of(),
                known)) {
      Reports reports = new Reports(zeros, device.reports());
      Pump pump = new Pump(reports, device, new LatencyHistogram());
      WarmUpPace pace = new WarmUpPace(System.nanoTime());
      while (pump.step() && !pace.isEnough(System.nanoTime())) {
        // The next one.
      }
    }
  }

  /** Reports of a usual size, with each of the device's ids in turn. */
  private static final class Reports implements DeviceNode {
    private final DeviceNode zeros;
    private final int[] ids;
    private int next;

    Reports(DeviceNode zeros, @Nullable ReportDescriptor reports) {
      this.zeros = zeros;
      this.ids =
          reports == null
              ? new int[0]
              : reports.reports(ReportType.INPUT).stream().mapToInt(ReportLayout::id).toArray();
    }

    @Override
    public int read(MemorySegment buffer, long offset, int size) {
      int count = zeros.read(buffer, offset, Math.min(size, REPORT_SIZE));
      if (ids.length > 0 && count > 0) {
        buffer.set(ValueLayout.JAVA_BYTE, offset, (byte) ids[next++ % ids.length]);
      }
      return count;
    }

    @Override
    public String path() {
      return zeros.path();
    }

    @Override
    public int write(MemorySegment buffer, long offset, int size) {
      return zeros.write(buffer, offset, size);
    }

    @Override
    public int await(int millis) {
      return zeros.await(millis);
    }

    @Override
    public void wake() {
      zeros.wake();
    }

    @Override
    public void close() {
      zeros.close();
    }
  }
}
