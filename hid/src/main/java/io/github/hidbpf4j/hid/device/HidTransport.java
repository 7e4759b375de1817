package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.descriptor.ReportType;

/**
 * Carries reports between the HID core and a device: {@code struct hid_ll_driver}. Uhid-like
 * models, devices behind a real hidraw node and fakes implement it. Results are bytes, 0 or a
 * negative {@link HidErrno}. Input from the device goes the other way, through {@link
 * HidDevice#inputReport}. Called on the requester's thread, in real time on several at once.
 */
public interface HidTransport {
  /** A driver starts using the device; by now it is known which report types are numbered. */
  default int start(HidDevice device) {
    return 0;
  }

  /** The driver has finished with it. */
  default void stop(HidDevice device) {}

  /** The first reader opened the device: reports are wanted. */
  default int open(HidDevice device) {
    return 0;
  }

  /** The last reader has gone. */
  default void close(HidDevice device) {}

  /**
   * Requests a report. May wait.
   *
   * @param data buffer to fill from its start; its size is the requested length
   * @return number of bytes filled
   */
  int getReport(HidDevice device, int reportnum, ReportType type, ReportView data);

  /**
   * Sends a report over the control channel. May wait.
   *
   * @return number of bytes sent
   */
  int setReport(HidDevice device, int reportnum, ReportType type, ReportView data);

  /**
   * Sends an output report over the interrupt channel.
   *
   * @return bytes sent; -ENOSYS when there is no such channel
   */
  int outputReport(HidDevice device, ReportView data);

  /** Length in bytes of the longest report it can carry. */
  default int maxBufferSize() {
    return HidLimits.MAX_BUFFER_SIZE;
  }
}
