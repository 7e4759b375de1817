package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.report.BitField;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A field of a report with its values ({@code struct hid_field}). */
final class MappedField {
  final Field field;
  final MappedReport report;
  final MappedUsage[] usages;

  /** Values of the previous report, and of the current one. */
  final int[] values;

  final int[] newValues;

  /** Priority of each usage: those with the highest are processed first. */
  final int[] priorities;

  /** Logical range; a quirk changes it. */
  int minimum;

  int maximum;

  /** Flags of the main item; drivers change some. */
  int flags;

  /** Code of the axis that a D-pad's first bit was mapped to; 0 before. */
  int dpad;

  /** Which contact of the report it belongs to, from 1; 0 for none. */
  int slotIndex;

  @Nullable InputDevice node;

  /** Whether the report says that too many keys are down. */
  boolean ignored;

  MappedField(Field field, MappedReport report) {
    this.field = field;
    this.report = report;
    this.flags = field.flags();
    this.minimum = field.logicalMinimum();
    this.maximum = field.logicalMaximum();
    this.usages = new MappedUsage[field.usageCount()];
    for (int i = 0; i < usages.length; i++) {
      usages[i] = new MappedUsage(field.usage(i));
    }
    this.values = new int[usages.length];
    this.newValues = new int[usages.length];
    this.priorities = new int[usages.length];
  }

  boolean isConstant() {
    return (flags & Field.CONSTANT) != 0;
  }

  boolean isVariable() {
    return (flags & Field.VARIABLE) != 0;
  }

  boolean isRelative() {
    return (flags & Field.RELATIVE) != 0;
  }

  /** Whether a value equal to the previous one produces no event. */
  boolean isDifferential() {
    return (flags & (Field.RELATIVE | Field.BUFFERED_BYTES)) == 0 && isVariable();
  }

  /**
   * Extracts the values from the payload. An array stops at a roll-over, as in the kernel.
   *
   * @param base start of the payload
   * @param length its length in bytes; bytes beyond read as zero
   */
  void fetch(byte[] data, int base, int length) {
    int count = field.count();
    int size = field.size();
    // For wider elements the kernel's extraction keeps the low 32 bits.
    int width = Math.min(size, 32);
    int bit = field.bitOffset();
    boolean array = !isVariable();
    ignored = false;
    for (int i = 0; i < count; i++, bit += size) {
      long raw = BitField.extract(data, base, length, bit, width);
      int value = (int) (minimum < 0 ? BitField.signExtend(raw, width) : raw);
      newValues[i] = value;
      if (array) {
        int selected = selected(value);
        if (selected >= 0 && Field.isErrorRollOver(usages[selected].hid)) {
          ignored = true;
          Arrays.fill(newValues, i + 1, count, 0);
          return;
        }
      }
    }
  }

  /** Index of the usage that an array's value selects, or -1. */
  int selected(int value) {
    int index = value - minimum;
    return value >= minimum && value <= maximum && Integer.compareUnsigned(index, usages.length) < 0
        ? index
        : -1;
  }

  /** Makes the new values the old ones. */
  void keep() {
    System.arraycopy(newValues, 0, values, 0, field.count());
  }
}
