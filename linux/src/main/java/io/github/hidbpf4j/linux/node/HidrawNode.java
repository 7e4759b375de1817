package io.github.hidbpf4j.linux.node;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.lang.foreign.MemorySegment;

/** A hidraw node, {@code /dev/hidrawN}, opened for reading and writing without blocking. */
public interface HidrawNode extends DeviceNode {
  /** The descriptor that the bound driver uses, 1 to 4096 bytes: HIDIOCGRDESC. */
  byte[] descriptor();

  /**
   * Gets a report: HIDIOCGFEATURE, HIDIOCGINPUT or HIDIOCGOUTPUT. Blocks until the device answers,
   * up to five seconds on USB.
   *
   * @param buffer native memory with the report id in its first byte, 0 without ids; receives the
   *     report
   * @return the number of bytes, or a negative error number
   */
  int getReport(ReportType type, MemorySegment buffer, long offset, int size);

  /**
   * Sets a report: HIDIOCSFEATURE, HIDIOCSINPUT or HIDIOCSOUTPUT. Blocks like {@link #getReport}.
   *
   * @param buffer native memory; the report id in its first byte, 0 without ids
   * @return the number of bytes, or a negative error number
   */
  int setReport(ReportType type, MemorySegment buffer, long offset, int size);
}
