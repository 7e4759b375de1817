package io.github.hidbpf4j.hid.input;

/**
 * What differs between kernels in the input layer. Both were measured on a real kernel of that
 * version.
 */
public enum InputRules {
  /** Linux 6.12.117. */
  LINUX_6_12(false, false, false, false),
  /** Linux 7.3.4. */
  LINUX_7_3(true, true, true, true);

  private final boolean padsShortReports;
  private final boolean mapsHapticOutputs;
  private final boolean knowsPressurePads;
  private final boolean knowsPressureUnits;

  InputRules(
      boolean padsShortReports,
      boolean mapsHapticOutputs,
      boolean knowsPressurePads,
      boolean knowsPressureUnits) {
    this.padsShortReports = padsShortReports;
    this.mapsHapticOutputs = mapsHapticOutputs;
    this.knowsPressurePads = knowsPressurePads;
    this.knowsPressureUnits = knowsPressureUnits;
  }

  /**
   * Chooses the rules of a kernel: 7.x has those of 7.3, all else those of 6.12.
   *
   * @param kernel name of the kernel profile, such as {@code 6.12}
   * @return its rules
   */
  public static InputRules of(String kernel) {
    return kernel.startsWith("7.") ? LINUX_7_3 : LINUX_6_12;
  }

  /** Whether reports shorter than declared are filled up with zeros instead of dropped. */
  boolean padsShortReports() {
    return padsShortReports;
  }

  /** Whether output fields of the haptics page count when input devices are made. */
  boolean mapsHapticOutputs() {
    return mapsHapticOutputs;
  }

  /** Whether button type 1 makes a pressure pad. */
  boolean knowsPressurePads() {
    return knowsPressurePads;
  }

  /** Whether pressure axes have a resolution. */
  boolean knowsPressureUnits() {
    return knowsPressureUnits;
  }
}
