package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.descriptor.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The arrays of two reports, whose elements select usages: they have the same meaning when both
 * select the same usages through fields that a host treats alike. Rules and order as in {@link
 * ReportUsages}: an array with ErrorRollOver selects only that; a usage is that of the first array
 * that selects it, ErrorRollOver that of the last; a usage of a variable element is that element's.
 * Does not allocate after construction.
 */
final class SelectionPairs {
  /** Maximum number of element pairs compared one by one; most keyboards have 36. */
  private static final int MOST_PAIRS = 4096;

  /** The arrays of one report; the bits count from its start. */
  private record ArrayFields(Field[] fields, int[] bits) {
    static ArrayFields of(DecodedReport report) {
      List<Field> fields = new ArrayList<>();
      List<Integer> bits = new ArrayList<>();
      for (FieldValue value : report.values()) {
        Field field = value.field();
        if (value.index() == 0 && field.isArray() && !field.isPadding()) {
          fields.add(field);
          bits.add(8 * report.payloadOffset() + field.bitOffset());
        }
      }
      return new ArrayFields(
          fields.toArray(Field[]::new), bits.stream().mapToInt(Integer::intValue).toArray());
    }

    int elements() {
      return Arrays.stream(fields).mapToInt(Field::count).sum();
    }

    boolean canRollOver() {
      return Arrays.stream(fields)
          .anyMatch(f -> f.usages().indexOf(ReportUsages.ERROR_ROLL_OVER) >= 0);
    }

    /** The usage that an element selects; 0 for none. */
    int usage(int array, int element, byte[] report, int length) {
      Field field = fields[array];
      long value =
          ReportDecoder.value(field, report, 0, length, bits[array] + element * field.size());
      int selected = field.selectedIndex((int) value);
      return selected < 0 ? 0 : field.usage(selected);
    }

    boolean selects(int array, int usage, byte[] report, int length) {
      for (int i = 0; i < fields[array].count(); i++) {
        if (usage(array, i, report, length) == usage) {
          return true;
        }
      }
      return false;
    }

    /** A bit for each array that rolls over. */
    long rolling(byte[] report, int length) {
      long rolling = 0;
      for (int i = 0; i < fields.length; i++) {
        if (selects(i, ReportUsages.ERROR_ROLL_OVER, report, length)) {
          rolling |= 1L << i;
        }
      }
      return rolling;
    }

    /** The array whose usage it is; −1 if none selects it. */
    int holder(int usage, long rolling, byte[] report, int length) {
      if (usage == ReportUsages.ERROR_ROLL_OVER) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(rolling);
      }
      for (int i = 0; i < fields.length; i++) {
        if ((rolling >>> i & 1) == 0 && selects(i, usage, report, length)) {
          return i;
        }
      }
      return -1;
    }
  }

  private final ArrayFields a;
  private final ArrayFields b;
  private final int[] variable;
  private final boolean[][] alike;
  private final boolean settled;

  private SelectionPairs(ArrayFields a, ArrayFields b, int[] variable, boolean[][] alike) {
    this.a = a;
    this.b = b;
    this.variable = variable;
    this.alike = alike;
    this.settled = sameArrays();
  }

  /** Whether there are few enough arrays, and none shares usages with a variable element. */
  static boolean canSettle(Collection<Integer> variable, DecodedReport a, DecodedReport b) {
    ArrayFields first = ArrayFields.of(a);
    ArrayFields second = ArrayFields.of(b);
    return first.fields.length <= Long.SIZE
        && second.fields.length <= Long.SIZE
        && (long) first.elements() * second.elements() <= MOST_PAIRS
        && !(variable.contains(ReportUsages.ERROR_ROLL_OVER)
            && (first.canRollOver() || second.canRollOver()));
  }

  static SelectionPairs of(Collection<Integer> variable, DecodedReport a, DecodedReport b) {
    ArrayFields first = ArrayFields.of(a);
    ArrayFields second = ArrayFields.of(b);
    boolean[][] alike = new boolean[first.fields.length][second.fields.length];
    for (int i = 0; i < alike.length; i++) {
      for (int j = 0; j < alike[i].length; j++) {
        alike[i][j] = FieldSense.differences(first.fields[i], second.fields[j], false).isEmpty();
      }
    }
    int[] sorted = variable.stream().mapToInt(Integer::intValue).sorted().toArray();
    return new SelectionPairs(first, second, sorted, alike);
  }

  /** Whether the arrays are the same, so that the same bytes select the same usages. */
  private boolean sameArrays() {
    if (a.fields.length != b.fields.length || !Arrays.equals(a.bits, b.bits)) {
      return false;
    }
    for (int i = 0; i < a.fields.length; i++) {
      Field one = a.fields[i];
      Field other = b.fields[i];
      if (!alike[i][i]
          || one.size() != other.size()
          || one.count() != other.count()
          || one.logicalMinimum() != other.logicalMinimum()
          || one.logicalMaximum() != other.logicalMaximum()
          || !one.usages().equals(other.usages())) {
        return false;
      }
    }
    return true;
  }

  /** Whether this report selects the same usages under both. */
  boolean isSame(byte[] report, int length) {
    if (settled) {
      return true;
    }
    long rollingA = a.rolling(report, length);
    long rollingB = b.rolling(report, length);
    for (int i = 0; i < a.fields.length; i++) {
      for (int j = 0; j < a.fields[i].count(); j++) {
        int usage = a.usage(i, j, report, length);
        if (counts(usage, rollingA >>> i)) {
          int holder = b.holder(usage, rollingB, report, length);
          if (holder < 0 || !alike[a.holder(usage, rollingA, report, length)][holder]) {
            return false;
          }
        }
      }
    }
    for (int i = 0; i < b.fields.length; i++) {
      for (int j = 0; j < b.fields[i].count(); j++) {
        int usage = b.usage(i, j, report, length);
        if (counts(usage, rollingB >>> i) && a.holder(usage, rollingA, report, length) < 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** Usage id 0 of a page means "nothing" wherever arrays declare it. */
  private boolean counts(int usage, long rolling) {
    return (usage & 0xffff) != 0
        && ((rolling & 1) == 0 || usage == ReportUsages.ERROR_ROLL_OVER)
        && Arrays.binarySearch(variable, usage) < 0;
  }
}
