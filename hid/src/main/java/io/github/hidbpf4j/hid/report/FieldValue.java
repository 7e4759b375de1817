package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.usage.Usages;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The value of one element of a field.
 *
 * @param field the field
 * @param index index of the element, 0 to {@code field.count()} − 1
 * @param usage variable field: the element's usage; array: the usage selected; 0 if there is none
 * @param raw the low 64 bits, zero-extended
 * @param value the low 32 bits as interpreted by the HID core: two's complement if the field is
 *     signed, else zero-extended
 * @param wide all bytes, least significant first, if the element has more than 32 bits; else empty
 */
public record FieldValue(Field field, int index, int usage, long raw, long value, byte[] wide) {
  static final byte[] NARROW = new byte[0];

  /** Maximum width in bits of an element that {@link #value} represents completely. */
  public static final int NARROW_BITS = 32;

  /** {@return the position of the element's first bit in the payload} */
  public int bitOffset() {
    return field.bitOffset() + index * field.size();
  }

  /** {@return whether the element has too many bits for {@link #value}} */
  public boolean isWide() {
    return field.size() > NARROW_BITS;
  }

  /**
   * {@return whether the element carries no information} True for an array element that selects no
   * usage, for a value out of the range of a field with null state, and always for padding.
   */
  public boolean isNull() {
    if (field.isPadding()) {
      return true;
    }
    return field.isArray() ? field.selectedIndex((int) value) < 0 : field.isNull((int) value);
  }

  /** {@return whether the value is out of the field's logical range} */
  public boolean isOutOfRange() {
    return field.isOutOfRange((int) value);
  }

  /** {@return the value for display: decimal, or hex bytes in reading order if it is wide} */
  public String valueText() {
    if (!isWide()) {
      return Long.toString(value);
    }
    byte[] reversed = new byte[wide.length];
    for (int i = 0; i < wide.length; i++) {
      reversed[i] = wide[wide.length - 1 - i];
    }
    return "0x" + HexFormat.of().formatHex(reversed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldValue that
        && index == that.index
        && usage == that.usage
        && raw == that.raw
        && value == that.value
        && Arrays.equals(wide, that.wide)
        && field.equals(that.field);
  }

  @Override
  public int hashCode() {
    return (31 * index + usage) * 31 + Long.hashCode(raw);
  }

  @Override
  public String toString() {
    String name = usage == 0 ? "(none)" : Usages.name(usage);
    return name + " " + valueText();
  }
}
