package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.DescriptorParser;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the same bytes have the same meaning under two descriptors: that of a device, and
 * the one after a fixup. They do if every element of either is present in both with the same usage
 * and value, and a host treats it alike: range, scale, relative or absolute, application.
 * Everything that does not depend on the bytes is computed once per report type and id, so that a
 * report costs only the comparison of some bit fields, without allocation. Not thread-safe.
 */
public final class MeaningComparison {
  /** The precomputed comparison for one report type and id. */
  @FunctionalInterface
  private interface Settled {
    boolean isSame(byte[] report, int length);
  }

  private final @Nullable ReportDescriptor own;
  private final @Nullable ReportDescriptor inUse;
  private final boolean identical;

  /** By report type, then by id. */
  private final @Nullable Settled[][] settled =
      new @Nullable Settled[ReportType.COUNT][DescriptorParser.MAX_REPORT_ID + 1];

  /**
   * Creates a comparison.
   *
   * @param own the device's own descriptor; null when it does not parse
   * @param inUse the one that the host uses; null when there is none
   */
  public MeaningComparison(@Nullable ReportDescriptor own, @Nullable ReportDescriptor inUse) {
    this.own = own;
    this.inUse = inUse;
    this.identical =
        own == inUse || own != null && inUse != null && Arrays.equals(own.bytes(), inUse.bytes());
  }

  /**
   * {@return whether this compares with the given descriptor}
   *
   * @param descriptor compared with the one in use by identity; may be null
   */
  public boolean isWith(@Nullable ReportDescriptor descriptor) {
    return descriptor == inUse;
  }

  /**
   * {@return whether this report has the same meaning under both descriptors; false if only one of
   * them has it}
   *
   * @param type input, output or feature
   * @param report the report, id byte first if its type is numbered
   */
  public boolean isSame(ReportType type, byte[] report) {
    return isSame(type, report, report.length);
  }

  /**
   * {@return the same for a report at the start of an array}
   *
   * @param type input, output or feature
   * @param report an array that starts with the report
   * @param length length of the report in bytes
   */
  public boolean isSame(ReportType type, byte[] report, int length) {
    if (identical) {
      return true;
    }
    ReportLayout a = own == null ? null : own.reportOf(type, report, length);
    ReportLayout b = inUse == null ? null : inUse.reportOf(type, report, length);
    if (own == null || inUse == null || a == null || b == null) {
      return a == null && b == null;
    }
    // If only one of them has ids, the other has just this report: the greater id identifies both.
    int id = Math.max(a.id(), b.id());
    Settled found = settled[type.coreNumber()][id];
    if (found == null) {
      found = settle(own, inUse, a, b);
      settled[type.coreNumber()][id] = found;
    }
    return found.isSame(report, length);
  }

  private static Settled settle(
      ReportDescriptor own, ReportDescriptor inUse, ReportLayout a, ReportLayout b) {
    ReportType type = a.type();
    int beforeA = own.isNumbered(type) ? 1 : 0;
    int beforeB = inUse.isNumbered(type) ? 1 : 0;
    byte[] zeros = new byte[beforeA + beforeB + a.length() + b.length()];
    DecodedReport anyA = ReportDecoder.decode(a, beforeA, zeros);
    DecodedReport anyB = ReportDecoder.decode(b, beforeB, zeros);
    Map<Integer, Integer> counts = new ReportUsages(anyA).counts();
    if (!counts.equals(new ReportUsages(anyB).counts())) {
      return beforeA == beforeB
          ? (_, _) -> false
          : (report, length) -> sameByDecoding(own, inUse, type, Arrays.copyOf(report, length));
    }
    if (!SelectionPairs.canSettle(counts.keySet(), anyA, anyB)) {
      return (report, length) -> sameByDecoding(own, inUse, type, Arrays.copyOf(report, length));
    }
    ElementPairs pairs = ElementPairs.of(counts.keySet(), anyA, anyB);
    return pairs == null ? (_, _) -> false : pairs::isSame;
  }

  /** The definition itself, which decodes the report twice. */
  private static boolean sameByDecoding(
      ReportDescriptor own, ReportDescriptor inUse, ReportType type, byte[] report) {
    try {
      return ReportDiff.between(
              new ReportDecoder(own).decode(type, report),
              new ReportDecoder(inUse).decode(type, report))
          .stream()
          .allMatch(ReportDiff.Change::padding);
    } catch (HidException e) {
      return false;
    }
  }
}
