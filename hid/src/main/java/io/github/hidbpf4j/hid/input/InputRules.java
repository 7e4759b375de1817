package io.github.hidbpf4j.hid.input;

/**
 * What differs between kernels in the input layer, but for short reports ({@link
 * InputOptions#shortReports}). Each was measured on a real kernel of that version.
 */
public enum InputRules {
  /** Linux 6.16.12. */
  LINUX_6_16(false, false, false),
  /** Linux 6.17.13 and 6.18.15. */
  LINUX_6_17(false, true, false),
  /** Linux 6.12.117, which has by its stable levels what 7.3 has of touch devices. */
  LINUX_6_12(false, true, true),
  /** Linux 7.2.13. */
  LINUX_7_2(true, true, false),
  /** Linux 7.3.4. */
  LINUX_7_3(true, true, true);

  private final boolean newer;
  private final boolean contactsBySlot;
  private final boolean emptyFrames;

  InputRules(boolean newer, boolean contactsBySlot, boolean emptyFrames) {
    this.newer = newer;
    this.contactsBySlot = contactsBySlot;
    this.emptyFrames = emptyFrames;
  }

  /**
   * Whether contacts that the device forgets are remembered by their slots; else only whether the
   * last frame had one, so that one which a frame leaves out is never released ({@code
   * MT_IO_FLAGS_PENDING_SLOTS}).
   */
  boolean remembersContactsBySlot() {
    return contactsBySlot;
  }

  /** Whether hid-multitouch leaves a pen's input device its name; else it calls it UNKNOWN. */
  boolean namesPens() {
    return contactsBySlot;
  }

  /**
   * Whether a touch report that counts 0 contacts, and has another scan time than the one before,
   * is a frame of its own, which ends all contacts, on any device ({@code mt_touch_report}). Else
   * only that of a touchpad with buttons is; of others, 0 goes on with the frame before.
   */
  boolean hasEmptyTouchFrames() {
    return emptyFrames;
  }

  /** Whether output fields of the haptics page count when input devices are made. */
  boolean mapsHapticOutputs() {
    return newer;
  }

  /** Whether button type 1 makes a pressure pad. */
  boolean knowsPressurePads() {
    return newer;
  }

  /** Whether pressure axes have a resolution. */
  boolean knowsPressureUnits() {
    return newer;
  }

  /** Whether each report may have a battery; else there is one, of the first field about it. */
  boolean hasBatteryPerReport() {
    return newer;
  }

  /** Whether the usages that came after 6.12 have codes. */
  boolean knowsNewerUsages() {
    return newer;
  }
}
