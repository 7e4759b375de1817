package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.ShortReports;
import io.github.hidbpf4j.hid.input.InputRules;

/**
 * Differences between kernels in the HID core ({@code drivers/hid/hid-core.c}). The creator of a
 * {@link HidBus} chooses which apply.
 *
 * @param shortReports treatment of reports that are shorter than declared
 * @param fixup when descriptors pass through the hooks
 * @param ledsAtConnect whether the LEDs of a device are set when it is connected ({@code
 *     input_start_device} in {@code drivers/input/input.c}): the first reader of an input device
 *     causes this
 * @param modesAtOpen whether drivers are notified when the first reader opens and the last one
 *     closes ({@code on_hid_hw_open} in {@code drivers/hid/hid-core.c}): hid-multitouch then
 *     switches modes
 * @param input the rules of the input layer
 */
public record HidCoreRules(
    ShortReports shortReports,
    FixupTime fixup,
    boolean ledsAtConnect,
    boolean modesAtOpen,
    InputRules input) {

  /** When descriptors pass through the hooks. */
  public enum FixupTime {
    /**
     * When a driver opens the descriptor, at each probe; the driver was chosen by the device's own
     * descriptor ({@code hid_open_report}). Up to Linux 6.12.
     */
    EACH_PROBE,
    /**
     * When the first driver is asked whether it wants the device, once per reconnect caused by
     * programs: a driver unbound and bound by the user finds the same descriptor ({@code
     * __hid_device_probe}). The device's group stays that of its own descriptor. Linux 6.13 to
     * 6.17.
     */
    ONCE_A_CONNECT,
    /**
     * Like {@link #ONCE_A_CONNECT}; then the device's group is derived from the fixed descriptor,
     * and drivers match by that. Since Linux 6.18.
     */
    ONCE_BEFORE_GROUPING;

    boolean isOnce() {
      return this != EACH_PROBE;
    }
  }

  /** The rules of Linux 6.12.117. */
  public static final HidCoreRules LINUX_6_12 =
      new HidCoreRules(
          ShortReports.DROPPED, FixupTime.EACH_PROBE, false, false, InputRules.LINUX_6_12);
}
