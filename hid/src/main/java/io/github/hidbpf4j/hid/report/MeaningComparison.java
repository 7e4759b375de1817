package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the same bytes mean the same by two descriptors: that of a device, and the one that a
 * fixup made of it. They do when every element that either declares is there in both with the same
 * usage and value, and a host takes it alike: range, scale, relative or absolute, the application
 * it belongs to. Not thread-safe.
 */
public final class MeaningComparison {
  /** What is known of a report without looking at its bytes. */
  private enum Known {
    SAME,
    OTHER,
    DEPENDS
  }

  private final @Nullable ReportDescriptor own;
  private final @Nullable ReportDescriptor inUse;
  private final boolean identical;
  private final Map<ReportLayout, Known> known = new IdentityHashMap<>();

  /**
   * A comparison.
   *
   * @param own the descriptor that the device gave; null when it does not parse
   * @param inUse the one that the host goes by; null when there is none
   */
  public MeaningComparison(@Nullable ReportDescriptor own, @Nullable ReportDescriptor inUse) {
    this.own = own;
    this.inUse = inUse;
    this.identical =
        own == inUse || own != null && inUse != null && Arrays.equals(own.bytes(), inUse.bytes());
  }

  /** Whether this compares with that descriptor. */
  public boolean isWith(@Nullable ReportDescriptor descriptor) {
    return descriptor == inUse;
  }

  /** Whether this report means the same by both; not when only one of them has it. */
  public boolean isSame(ReportType type, byte[] report) {
    if (identical) {
      return true;
    }
    ReportLayout a = own == null ? null : own.reportOf(type, report);
    ReportLayout b = inUse == null ? null : inUse.reportOf(type, report);
    if (own == null || inUse == null || a == null || b == null) {
      return a == null && b == null;
    }
    Known answer = Known.DEPENDS;
    if (own.isNumbered(type) == inUse.isNumbered(type)) {
      Known found = known.get(b);
      answer = found == null ? compare(a, b) : found;
      known.put(b, answer);
    }
    return switch (answer) {
      case SAME -> true;
      case OTHER -> false;
      case DEPENDS -> sameValues(own, inUse, type, report);
    };
  }

  private static boolean sameValues(
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

  private static Known compare(ReportLayout a, ReportLayout b) {
    if (sameFields(a, b)) {
      return Known.SAME;
    }
    byte[] zeros = new byte[a.length() + b.length()];
    return new ReportUsages(ReportDecoder.decode(a, 0, zeros))
            .counts()
            .equals(new ReportUsages(ReportDecoder.decode(b, 0, zeros)).counts())
        ? Known.DEPENDS
        : Known.OTHER;
  }

  private static boolean sameFields(ReportLayout a, ReportLayout b) {
    Iterator<Field> others = meaningful(b).iterator();
    List<Field> fields = meaningful(a).toList();
    for (Field field : fields) {
      if (!others.hasNext() || !sameField(field, others.next())) {
        return false;
      }
    }
    return !others.hasNext();
  }

  private static Stream<Field> meaningful(ReportLayout layout) {
    return layout.fields().stream().filter(f -> !f.isPadding() && f.bits() > 0);
  }

  private static boolean sameField(Field a, Field b) {
    return a.bitOffset() == b.bitOffset()
        && a.size() == b.size()
        && a.count() == b.count()
        && FieldSense.alike(a, b)
        && sameUsages(a, b);
  }

  private static boolean sameUsages(Field a, Field b) {
    if (a.usageCount() != b.usageCount()) {
      return false;
    }
    for (int i = 0; i < a.usageCount(); i++) {
      if (a.usage(i) != b.usage(i)) {
        return false;
      }
    }
    return true;
  }
}
