package io.github.hidbpf4j.hid.input;

/**
 * What differs between kernels in the input layer, but for short reports ({@link
 * InputOptions#shortReports}). Both were measured on a real kernel of that version.
 */
public enum InputRules {
  /** Linux 6.12.117. */
  LINUX_6_12(false),
  /** Linux 7.3.4. */
  LINUX_7_3(true);

  private final boolean newer;

  InputRules(boolean newer) {
    this.newer = newer;
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

  /** Whether every report may tell of a battery; else the first field that does has it alone. */
  boolean hasBatteryPerReport() {
    return newer;
  }

  /** Whether the usages that came after 6.12 have codes. */
  boolean knowsNewerUsages() {
    return newer;
  }
}
