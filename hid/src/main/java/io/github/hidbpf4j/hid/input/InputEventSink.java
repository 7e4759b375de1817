package io.github.hidbpf4j.hid.input;

/**
 * Receives events like a reader of evdev. Events come in packets: some values, then {@code EV_SYN}
 * {@code SYN_REPORT}, with value 1 if the kernel split a packet because it was too long, and for
 * repeated keys.
 */
public interface InputEventSink {
  /** Ignores everything. */
  InputEventSink NONE = (device, type, code, value) -> {};

  /**
   * An event.
   *
   * @param device the input device
   * @param type such as {@code EV_KEY}
   * @param code such as {@code KEY_A}
   * @param value for keys 0 up, 1 down, 2 repeated; changes for {@code EV_REL}, positions in the
   *     units of {@link AbsInfo} for {@code EV_ABS}
   */
  void event(InputDevice device, int type, int code, int value);

  /**
   * The kernel sends an output report to the device, because an LED was switched.
   *
   * @param report its bytes, id byte first if the descriptor uses ids
   */
  default void output(byte[] report) {}

  /**
   * A bug of the kernel, reported once per device and kind.
   *
   * @param finding what the kernel does wrong, and for which usage
   */
  default void finding(InputFinding finding) {}
}
