package io.github.hidbpf4j.hid;

/** Operations that the HID core requests of a transport, named like the events of uhid. */
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
  /** The device must reply with a report. */
  GET_REPORT,
  /** A report for the device, which must confirm it. */
  SET_REPORT
}
