package io.github.hidbpf4j.hid.descriptor;

import org.jspecify.annotations.Nullable;

/**
 * The contribution of one Input, Output or Feature item to its report: {@code count} elements of
 * {@code size} bits each, from {@code bitOffset} on.
 *
 * @param type the report's type
 * @param reportId the report's id; 0 if it has none
 * @param offset offset of the main item in the descriptor, in bytes
 * @param bitOffset first bit within the report's payload, that is after the id byte
 * @param size size of one element in bits, 0 to 256
 * @param count number of elements, 0 to 12288
 * @param flags the data of the main item, see {@link #isConstant} and the like
 * @param logicalMinimum smallest value; if negative, elements are two's complement
 * @param logicalMaximum largest value, see {@link #logicalMaximumValue}
 * @param physicalMinimum what the smallest value stands for; both physical limits 0 means none
 * @param physicalMaximum what the largest value stands for
 * @param unit unit, nibbles as in HID 1.11, section 6.2.2.7
 * @param unitExponent power of ten
 * @param usages the declared usages; empty for padding
 * @param application usage of the innermost application collection, 0 if none
 * @param physical usage of the innermost physical collection, 0 if none
 * @param logical usage of the innermost logical collection, 0 if none
 * @param collection innermost collection, null outside of all
 */
public record Field(
    ReportType type,
    int reportId,
    int offset,
    int bitOffset,
    int size,
    int count,
    int flags,
    int logicalMinimum,
    int logicalMaximum,
    int physicalMinimum,
    int physicalMaximum,
    int unit,
    int unitExponent,
    UsageList usages,
    int application,
    int physical,
    int logical,
    @Nullable Collection collection) {
  /** Bits of {@link #flags} (HID 1.11, section 6.2.2.5). */
  public static final int CONSTANT = 0x001,
      VARIABLE = 0x002,
      RELATIVE = 0x004,
      WRAP = 0x008,
      NON_LINEAR = 0x010,
      NO_PREFERRED = 0x020,
      NULL_STATE = 0x040,
      VOLATILE = 0x080,
      BUFFERED_BYTES = 0x100;

  private static final int ERROR_ROLL_OVER = 0x00070001;

  /** {@return the number of bits of all elements: {@code size * count}} */
  public int bits() {
    return size * count;
  }

  /** {@return whether the values carry no information} */
  public boolean isConstant() {
    return (flags & CONSTANT) != 0;
  }

  /**
   * {@return whether each element has its own usage; otherwise elements select usages (an array)}
   */
  public boolean isVariable() {
    return (flags & VARIABLE) != 0;
  }

  /** {@return whether each element names the usage that is on} */
  public boolean isArray() {
    return !isVariable();
  }

  /** {@return whether values are changes rather than positions} */
  public boolean isRelative() {
    return (flags & RELATIVE) != 0;
  }

  /** {@return whether a value out of the logical range means that there is none} */
  public boolean hasNullState() {
    return (flags & NULL_STATE) != 0;
  }

  /** {@return whether no usage was declared: the HID core gives such bits no meaning} */
  public boolean isPadding() {
    return usages.isEmpty();
  }

  /**
   * {@return whether elements are two's complement: they are if the logical minimum is negative}
   */
  public boolean isSigned() {
    return logicalMinimum < 0;
  }

  /** {@return the logical maximum as a number: read as unsigned unless the field is signed} */
  public long logicalMaximumValue() {
    return isSigned() ? logicalMaximum : Integer.toUnsignedLong(logicalMaximum);
  }

  /**
   * {@return the physical maximum as a number: read as unsigned unless the physical minimum is
   * negative}
   */
  public long physicalMaximumValue() {
    return physicalMinimum < 0 ? physicalMaximum : Integer.toUnsignedLong(physicalMaximum);
  }

  /** {@return the flags in the customary short words, such as {@code Data,Var,Rel}} */
  public String flagsText() {
    return ItemText.flags(flags, type != ReportType.INPUT);
  }

  /**
   * {@return the unit in words, such as {@code SI Linear: cm*s^-1}; {@code None} if there is none}
   */
  public String unitText() {
    return ItemText.unit(unit);
  }

  /**
   * {@return the number of usages that an array can select: those declared, but at least as many as
   * elements; 0 for padding}
   */
  public int usageCount() {
    return isPadding() ? 0 : Math.max(usages.size(), count);
  }

  /**
   * The usage at an index below {@link #usageCount}: the last one declared applies to all missing
   * ones.
   *
   * @param index index of the usage, from 0; for a variable field that of the element
   * @return the usage, page in the upper 16 bits; 0 for padding
   */
  public int usage(int index) {
    return isPadding() ? 0 : usages.get(Math.min(index, usages.size() - 1));
  }

  /**
   * Index of the usage that an array element with this value selects. Compared in 32 bits as the
   * HID core does ({@code hid_array_value_is_valid}, Linux 6.12).
   *
   * @param value value of the element: sign-extended if the field is signed, else zero-extended
   * @return argument for {@link #usage}; −1 if the value is out of the logical range or beyond the
   *     usages
   */
  public int selectedIndex(int value) {
    int index = value - logicalMinimum;
    return value >= logicalMinimum
            && value <= logicalMaximum
            && Integer.compareUnsigned(index, usageCount()) < 0
        ? index
        : -1;
  }

  /**
   * {@return whether this usage signals that too many keys are down, which makes the whole array
   * invalid}
   *
   * @param usage a usage, page in the upper 16 bits
   */
  public static boolean isErrorRollOver(int usage) {
    return usage == ERROR_ROLL_OVER;
  }

  /**
   * Whether a variable element with this value carries no information: the field has a null state,
   * a proper range, and the value is out of it ({@code hidinput_hid_event}, Linux 6.12).
   *
   * @param value value of the element: sign-extended if the field is signed, else zero-extended
   * @return whether the value is the null state
   */
  public boolean isNull(int value) {
    return isVariable() && hasNullState() && isOutOfRange(value);
  }

  /**
   * {@return whether the field has a proper logical range and the value is out of it}
   *
   * @param value value of an element: sign-extended if the field is signed, else zero-extended
   */
  public boolean isOutOfRange(int value) {
    return logicalMinimum < logicalMaximum && (value < logicalMinimum || value > logicalMaximum);
  }
}
