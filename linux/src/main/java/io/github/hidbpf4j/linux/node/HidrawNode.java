package io.github.hidbpf4j.linux.node;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.lang.foreign.MemorySegment;

/** A hidraw node, {@code /dev/hidrawN}, opened for reading and writing without blocking. */
public interface HidrawNode extends DeviceNode {
  /** The descriptor that the bound driver uses, 1 to 4096 bytes: HIDIOCGRDESC. */
  byte[] descriptor();

  /**
   * HIDIOCGFEATURE, HIDIOCGINPUT or HIDIOCGOUTPUT. Blocks until the device answers, up to five
   * seconds on USB.
   *
   * @param buffer native memory; the report id in its first byte, 0 without ids; takes the report
   * @return bytes, or a negative error number
   */
  int getReport(ReportType type, MemorySegment buffer, long offset, int size);

  /**
   * HIDIOCSFEATURE, HIDIOCSINPUT or HIDIOCSOUTPUT. Blocks as {@link #getReport}.
   *
   * @param buffer native memory; the report id in its first byte, 0 without ids
   * @return bytes, or a negative error number
   */
  int setReport(ReportType type, MemorySegment buffer, long offset, int size);
}
