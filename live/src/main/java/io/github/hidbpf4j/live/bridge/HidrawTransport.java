package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidLimits;
import io.github.hidbpf4j.hid.device.HidTransport;
import io.github.hidbpf4j.hid.device.ReportView;
import io.github.hidbpf4j.linux.node.HidrawNode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The transport to a device behind a hidraw node of the kernel. Requests block as long as the
 * device takes, up to five seconds on USB; one is in progress at a time.
 */
final class HidrawTransport implements HidTransport {
  private final HidrawNode node;
  private final MemorySegment buffer = Arena.ofAuto().allocate(HidLimits.MAX_BUFFER_SIZE);

  HidrawTransport(HidrawNode node) {
    this.node = node;
  }

  @Override
  public synchronized int getReport(
      HidDevice device, int reportnum, ReportType type, ReportView data) {
    int size = Math.min(data.size(), HidLimits.MAX_BUFFER_SIZE);
    MemorySegment.copy(data.segment(), data.offset(), buffer, 0, size);
    buffer.set(ValueLayout.JAVA_BYTE, 0, (byte) reportnum);
    int ret = node.getReport(type, buffer, 0, size);
    if (ret > 0) {
      MemorySegment.copy(buffer, 0, data.segment(), data.offset(), Math.min(ret, size));
    }
    return ret;
  }

  @Override
  public synchronized int setReport(
      HidDevice device, int reportnum, ReportType type, ReportView data) {
    int size = copyIn(data);
    buffer.set(ValueLayout.JAVA_BYTE, 0, (byte) reportnum);
    return node.setReport(type, buffer, 0, size);
  }

  @Override
  public synchronized int outputReport(HidDevice device, ReportView data) {
    return node.write(buffer, 0, copyIn(data));
  }

  private int copyIn(ReportView data) {
    int size = Math.min(data.size(), HidLimits.MAX_BUFFER_SIZE);
    MemorySegment.copy(data.segment(), data.offset(), buffer, 0, size);
    return size;
  }
}
