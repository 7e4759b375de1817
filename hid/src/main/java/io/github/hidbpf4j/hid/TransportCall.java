package io.github.hidbpf4j.hid;

/** What the HID core asks of a transport, named as uhid names its events. */
public enum TransportCall {
  /** The driver of the device starts it ({@code hid_hw_start}). */
  START,
  /** The driver of the device stops it ({@code hid_hw_stop}). */
  STOP,
  /** The device is open for the first reader: input reports are wanted. */
  OPEN,
  /** The device is closed by the last reader: input reports are no longer wanted. */
  CLOSE,
  /** An output report for the device, without a reply. */
  OUTPUT,
  /** The device has to reply with a report. */
  GET_REPORT,
  /** A report for the device, which has to confirm it. */
  SET_REPORT
}
