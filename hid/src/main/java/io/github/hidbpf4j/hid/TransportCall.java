package io.github.hidbpf4j.hid;

/** What the HID core asks of a transport, named as uhid names its events. */
public enum TransportCall {
  START,
  STOP,
  OPEN,
  CLOSE,
  OUTPUT,
  GET_REPORT,
  SET_REPORT
}
