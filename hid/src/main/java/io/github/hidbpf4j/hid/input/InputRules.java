package io.github.hidbpf4j.hid.input;

/**
 * Differences between kernels in the input layer, except for short reports ({@link
 * InputOptions#shortReports}). Each was measured on a real kernel of that version.
 */
public enum InputRules {
  /** Linux 6.16.12. */
  LINUX_6_16(false, false, false),
  /** Linux 6.17.13 and 6.18.15. */
  LINUX_6_17(false, true, false),
  /** Linux 6.12.117, whose stable versions have 7.3's behaviour for touch devices. */
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
   * Whether forgotten contacts are tracked by slot; otherwise only whether the last frame had any
   * contact, so that a contact missing from a frame is never released ({@code
   * MT_IO_FLAGS_PENDING_SLOTS}).
   */
  boolean remembersContactsBySlot() {
    return contactsBySlot;
  }

  /**
   * Whether hid-multitouch keeps the name of a pen's input device; otherwise it calls it UNKNOWN.
   */
  boolean namesPens() {
    return contactsBySlot;
  }

  /**
   * Whether a touch report that counts 0 contacts, and has another scan time than the one before,
   * is a separate frame that ends all contacts, on any device ({@code mt_touch_report}). Otherwise
   * only on a touchpad with buttons; on others, 0 continues the previous frame.
   */
  boolean hasEmptyTouchFrames() {
    return emptyFrames;
  }

  /** Whether output fields of the haptics page count when input devices are created. */
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

  /**
   * Whether each report may have a battery; otherwise there is only one, from the first field about
   * it.
   */
  boolean hasBatteryPerReport() {
    return newer;
  }

  /** Whether the usages that came after 6.12 have codes. */
  boolean knowsNewerUsages() {
    return newer;
  }
}
