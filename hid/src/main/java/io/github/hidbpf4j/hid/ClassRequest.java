package io.github.hidbpf4j.hid;

import org.jspecify.annotations.Nullable;

/** Class-specific requests, {@code enum hid_class_request} (HID 1.11, 7.2). */
public enum ClassRequest {
  /** Get_Report: the device sends a report of a given type and id over the control pipe. */
  GET_REPORT(0x01),
  /** Get_Idle: reads the idle rate of a report. */
  GET_IDLE(0x02),
  /** Get_Protocol: reads which protocol is active, boot (0) or report (1). */
  GET_PROTOCOL(0x03),
  /** Set_Report: sends a report of a given type and id to the device over the control pipe. */
  SET_REPORT(0x09),
  /** Set_Idle: sets how often an unchanged input report is repeated, in units of 4 ms. */
  SET_IDLE(0x0a),
  /** Set_Protocol: selects the boot (0) or the report (1) protocol. */
  SET_PROTOCOL(0x0b);

  private final int number;

  ClassRequest(int number) {
    this.number = number;
  }

  /** {@return the value of {@code bRequest}} */
  public int number() {
    return number;
  }

  /**
   * {@return the request with this number; null when there is none}
   *
   * @param number the value of {@code bRequest}
   */
  public static @Nullable ClassRequest ofNumber(int number) {
    return switch (number) {
      case 0x01 -> GET_REPORT;
      case 0x02 -> GET_IDLE;
      case 0x03 -> GET_PROTOCOL;
      case 0x09 -> SET_REPORT;
      case 0x0a -> SET_IDLE;
      case 0x0b -> SET_PROTOCOL;
      default -> null;
    };
  }
}
