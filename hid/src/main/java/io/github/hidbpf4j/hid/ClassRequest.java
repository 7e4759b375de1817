package io.github.hidbpf4j.hid;

import org.jspecify.annotations.Nullable;

/** Class-specific requests, {@code enum hid_class_request} (HID 1.11, 7.2). */
public enum ClassRequest {
  GET_REPORT(0x01),
  GET_IDLE(0x02),
  GET_PROTOCOL(0x03),
  SET_REPORT(0x09),
  SET_IDLE(0x0a),
  SET_PROTOCOL(0x0b);

  private final int number;

  ClassRequest(int number) {
    this.number = number;
  }

  /** {@code bRequest}. */
  public int number() {
    return number;
  }

  /** The request with this number; null when there is none. */
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
