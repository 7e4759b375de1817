package io.github.hidbpf4j.hid.input;

/**
 * One event, as read from evdev ({@code struct input_event}, without the time).
 *
 * @param type such as {@code EV_KEY}
 * @param code such as {@code KEY_A}
 * @param value as in {@link InputEventSink#event}
 */
public record InputEvent(int type, int code, int value) {
  /** {@code BTN_SIDE 1} and the like. */
  @Override
  public String toString() {
    return InputEventCodes.name(type, code) + " " + value;
  }
}
