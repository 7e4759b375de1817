package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.ShortReports;
import io.github.hidbpf4j.hid.input.InputRules;

/**
 * What differs between kernels in the HID core ({@code drivers/hid/hid-core.c}). Which kernel has
 * which is not known here: whoever makes a {@link HidBus} chooses.
 *
 * @param shortReports what becomes of a report that is shorter than declared
 * @param fixup when descriptors go through the hooks
 * @param ledsAtConnect whether a device is told the state of its LEDs when it is connected ({@code
 *     input_start_device} in {@code drivers/input/input.c}): the first reader of an input device
 *     has them set
 * @param modesAtOpen whether drivers hear of the first reader and of the last one's going ({@code
 *     on_hid_hw_open} in {@code drivers/hid/hid-core.c}): hid-multitouch then switches modes
 * @param input the rules of the input layer
 */
public record HidCoreRules(
    ShortReports shortReports,
    FixupTime fixup,
    boolean ledsAtConnect,
    boolean modesAtOpen,
    InputRules input) {

  /** When descriptors go through the hooks. */
  public enum FixupTime {
    /**
     * When a driver opens the descriptor, at each of its probes; the driver was chosen by the
     * device's own descriptor ({@code hid_open_report}). Up to Linux 6.12.
     */
    EACH_PROBE,
    /**
     * When the first driver is asked whether it wants the device, once for each time that programs
     * have the device reconnected: a driver that is unbound and bound by the user finds the same
     * descriptor ({@code __hid_device_probe}). The device's group stays that of its own descriptor.
     * Linux 6.13 to 6.17.
     */
    ONCE_A_CONNECT,
    /**
     * As {@link #ONCE_A_CONNECT}; then the device's group is found in the fixed descriptor, and the
     * drivers match by that. Since Linux 6.18.
     */
    ONCE_BEFORE_GROUPING;

    boolean isOnce() {
      return this != EACH_PROBE;
    }
  }

  /** Those of Linux 6.12.117. */
  public static final HidCoreRules LINUX_6_12 =
      new HidCoreRules(
          ShortReports.DROPPED, FixupTime.EACH_PROBE, false, false, InputRules.LINUX_6_12);
}
