package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.descriptor.ReportType;

/**
 * What carries reports between the HID core and a device: {@code struct hid_ll_driver}. Uhid-like
 * models, devices behind a real hidraw node and fakes implement it. Results are bytes, 0 or a
 * negative {@link HidErrno}. The input of a device goes the other way, through {@link
 * HidDevice#inputReport}. Called by whichever thread asks, in real time by several at once.
 */
public interface HidTransport {
  /** A driver starts using the device; which types are numbered is known by now. */
  default int start(HidDevice device) {
    return 0;
  }

  /** The driver has finished with it. */
  default void stop(HidDevice device) {}

  /** The first reader is there: reports are wanted. */
  default int open(HidDevice device) {
    return 0;
  }

  /** The last reader has gone. */
  default void close(HidDevice device) {}

  /**
   * Asks for a report. May wait.
   *
   * @param data buffer to fill from its start; its size is how much is wanted
   * @return bytes filled
   */
  int getReport(HidDevice device, int reportnum, ReportType type, ReportView data);

  /**
   * Sends a report over the control channel. May wait.
   *
   * @return bytes sent
   */
  int setReport(HidDevice device, int reportnum, ReportType type, ReportView data);

  /**
   * Sends an output report over the interrupt channel.
   *
   * @return bytes sent; -ENOSYS when there is no such channel
   */
  int outputReport(HidDevice device, ReportView data);

  /** Bytes of the longest report it can carry. */
  default int maxBufferSize() {
    return HidLimits.MAX_BUFFER_SIZE;
  }
}
