package io.github.hidbpf4j.hid;

/**
 * What a kernel does with a report that is shorter than its descriptor says ({@code
 * hid_report_raw_event} in {@code drivers/hid/hid-core.c}). Readers of hidraw get a report that is
 * let in with its own length; the input layer finds zeros in what is missing.
 */
public enum ShortReports {
  /**
   * It is dropped. Stable kernels without the zeros ("HID: core: Mitigate potential OOB by removing
   * bogus memset()"): Linux 6.12 from 6.12.114 on.
   */
  DROPPED,
  /**
   * It is let in where the buffer that it came in is as long as the report should be, and dropped
   * where it is not: kernels to which transports say how long their buffer is ({@code
   * hid_safe_input_report}), as Linux 7.3.
   */
  PADDED_IN_BUFFER,
  /**
   * It is let in, whatever the buffer: zeros are written even past its end, as up to Linux 6.18.15
   * and others of that age. Here they stay within the buffer.
   */
  PADDED;

  /**
   * Decides on a short report.
   *
   * @param length bytes that it should have, its id included
   * @param bufferSize bytes of the buffer that it came in
   * @return whether it is let in
   */
  public boolean isLetIn(int length, int bufferSize) {
    return this == PADDED || this == PADDED_IN_BUFFER && bufferSize >= length;
  }
}
