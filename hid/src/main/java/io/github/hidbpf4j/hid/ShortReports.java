package io.github.hidbpf4j.hid;

/**
 * How a kernel treats a report that is shorter than its descriptor says ({@code
 * hid_report_raw_event} in {@code drivers/hid/hid-core.c}). Readers of hidraw get an accepted
 * report with its own length; the input layer sees zeros for the missing part.
 */
public enum ShortReports {
  /**
   * It is dropped. Stable kernels without the zeros ("HID: core: Mitigate potential OOB by removing
   * bogus memset()"): Linux 6.12 from 6.12.114 on.
   */
  DROPPED,
  /**
   * It is accepted if its buffer is as long as the report should be, otherwise dropped: kernels
   * whose transports pass the length of their buffer ({@code hid_safe_input_report}), such as Linux
   * 7.3.
   */
  PADDED_IN_BUFFER,
  /**
   * It is accepted regardless of the buffer: zeros are written even past its end, as in Linux up to
   * 6.18.15 and contemporary versions. Here they stay within the buffer.
   */
  PADDED;

  /**
   * Decides on a short report.
   *
   * @param length number of bytes that it should have, its id included
   * @param bufferSize size of its buffer in bytes
   * @return whether it is accepted
   */
  public boolean isLetIn(int length, int bufferSize) {
    return this == PADDED || this == PADDED_IN_BUFFER && bufferSize >= length;
  }
}
