package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.descriptor.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variable elements of two layouts, matched by usage and rank, as in {@link ReportDiff}, whose
 * values must be compared, since the same bytes can give them different values, or a value beyond
 * limits that only one of them has. Does not allocate after construction.
 */
final class ElementPairs {
  /** Two elements; the bits count from the start of the report. */
  private record Pair(Field a, int bitA, Field b, int bitB, boolean sameBits, boolean limits) {
    boolean isSame(byte[] report, int length) {
      if (a.size() > FieldValue.NARROW_BITS && !sameBits && !sameBytes(report, length)) {
        return false;
      }
      long valueA = ReportDecoder.value(a, report, 0, length, bitA);
      long valueB = ReportDecoder.value(b, report, 0, length, bitB);
      if (a.size() <= FieldValue.NARROW_BITS && valueA != valueB) {
        return false;
      }
      return !limits || !a.isOutOfRange((int) valueA) && !b.isOutOfRange((int) valueB);
    }

    private boolean sameBytes(byte[] report, int length) {
      int most = Math.max(a.size(), b.size());
      for (int at = 0; at < most; at += Long.SIZE) {
        if (part(a, bitA, at, report, length) != part(b, bitB, at, report, length)) {
          return false;
        }
      }
      return true;
    }

    private static long part(Field field, int bit, int at, byte[] report, int length) {
      int bits = Math.clamp(field.size() - at, 0, Long.SIZE);
      return BitField.extract(report, 0, length, bit + at, bits);
    }
  }

  private final Pair[] pairs;
  private final SelectionPairs selections;

  private ElementPairs(List<Pair> pairs, SelectionPairs selections) {
    this.pairs = pairs.toArray(Pair[]::new);
    this.selections = selections;
  }

  /**
   * The elements of two reports with equal counts of each usage.
   *
   * @param variable the usages of the variable elements of either
   * @return null if they never have the same meaning
   */
  static @Nullable ElementPairs of(Collection<Integer> variable, DecodedReport a, DecodedReport b) {
    Map<Integer, List<FieldValue>> others = byUsage(b);
    List<Pair> pairs = new ArrayList<>();
    for (Map.Entry<Integer, List<FieldValue>> entry : byUsage(a).entrySet()) {
      List<FieldValue> first = entry.getValue();
      List<FieldValue> second = others.getOrDefault(entry.getKey(), List.of());
      for (int rank = 0; rank < first.size(); rank++) {
        FieldValue one = first.get(rank);
        FieldValue other = second.get(rank);
        if (neverAlike(one.field(), other.field())) {
          return null;
        }
        Pair pair = pair(one, 8 * a.payloadOffset(), other, 8 * b.payloadOffset());
        if (pair.limits() || !pair.sameBits()) {
          pairs.add(pair);
        }
      }
    }
    return new ElementPairs(pairs, SelectionPairs.of(variable, a, b));
  }

  private static Map<Integer, List<FieldValue>> byUsage(DecodedReport report) {
    Map<Integer, List<FieldValue>> elements = new HashMap<>();
    for (FieldValue value : report.values()) {
      if (value.field().isVariable() && !value.field().isPadding()) {
        elements.computeIfAbsent(value.usage(), _ -> new ArrayList<>()).add(value);
      }
    }
    return elements;
  }

  /** A wide value is shown as bytes: another length makes a difference. */
  private static boolean neverAlike(Field a, Field b) {
    boolean wide = a.size() > FieldValue.NARROW_BITS || b.size() > FieldValue.NARROW_BITS;
    return wide && (a.size() + 7) / 8 != (b.size() + 7) / 8
        || !FieldSense.differences(a, b, false).isEmpty();
  }

  private static Pair pair(FieldValue one, int beforeA, FieldValue other, int beforeB) {
    Field a = one.field();
    Field b = other.field();
    int bitA = beforeA + one.bitOffset();
    int bitB = beforeB + other.bitOffset();
    boolean wide = a.size() > FieldValue.NARROW_BITS;
    boolean sameBits =
        bitA == bitB && a.size() == b.size() && (wide || a.isSigned() == b.isSigned());
    return new Pair(a, bitA, b, bitB, sameBits, !FieldSense.differences(a, b, true).isEmpty());
  }

  /** Whether this report has the same meaning under both. */
  boolean isSame(byte[] report, int length) {
    for (Pair pair : pairs) {
      if (!pair.isSame(report, length)) {
        return false;
      }
    }
    return selections.isSame(report, length);
  }
}
