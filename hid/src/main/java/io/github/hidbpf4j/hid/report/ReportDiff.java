package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.report.ReportUsages.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The differences between two reports, by usage: before and after a program, or one event and the
 * next. The two may come from different descriptors; elements are matched by usage and by their
 * rank among the elements with that usage. A usage of an array counts as 1 while selected, else 0.
 * Padding is matched by position and compared if both reports have it.
 */
public final class ReportDiff {
  /**
   * One usage whose value or meaning differs.
   *
   * @param usage the usage; 0 for padding
   * @param occurrence rank among the elements with that usage, from 0; for padding its first bit
   * @param padding whether it is padding
   * @param label name of the usage, with the rank if there are several
   * @param before value in the first report; null if it has no such element
   * @param after value in the second report; null if it has no such element
   * @param sense what else a host interprets differently, such as {@code absolute → relative};
   *     usually empty
   */
  public record Change(
      int usage,
      int occurrence,
      boolean padding,
      String label,
      @Nullable String before,
      @Nullable String after,
      String sense) {
    /** {@return whether the value is 0 or missing both before and after} */
    public boolean isNeutral() {
      return isZero(before) && isZero(after);
    }

    /** {@return whether there is a value now, and it is not 0} */
    public boolean isOn() {
      return !isZero(after);
    }

    /** Without the name: {@code 0 → 1}, {@code 5 (range -1…1 → -127…127)}. */
    String tail() {
      String values =
          Objects.equals(before, after)
              ? String.valueOf(after)
              : (before == null ? "–" : before) + " → " + (after == null ? "–" : after);
      return sense.isEmpty() ? values : values + " (" + sense + ")";
    }

    /** Such as {@code Wheel 0 → 1}; a missing element is shown as {@code –}. */
    @Override
    public String toString() {
      return label + " " + tail();
    }
  }

  private ReportDiff() {}

  /**
   * Compares two reports.
   *
   * @param before the first report; null for one without elements
   * @param after the second report; null for one without elements
   * @return the differences in the order of the first report, followed by elements only in the
   *     second
   */
  public static List<Change> between(
      @Nullable DecodedReport before, @Nullable DecodedReport after) {
    ReportUsages first = new ReportUsages(before);
    ReportUsages second = new ReportUsages(after);
    List<Change> changes = new ArrayList<>();
    for (Place key : first.values().keySet()) {
      compare(key, first, second, changes);
    }
    for (Place key : second.values().keySet()) {
      if (!first.values().containsKey(key)) {
        compare(key, first, second, changes);
      }
    }
    return changes;
  }

  private static void compare(
      Place key, ReportUsages first, ReportUsages second, List<Change> changes) {
    FieldValue a = first.values().get(key);
    FieldValue b = second.values().get(key);
    String sense = a == null || b == null || key.padding() ? "" : FieldSense.differences(a, b);
    if (sense.isEmpty() && sameNumber(a, b)) {
      return;
    }
    String before = first.text(key, second.isSelection(key));
    String after = second.text(key, first.isSelection(key));
    boolean padding = key.padding();
    if (sense.isEmpty() && Objects.equals(before, after)
        || padding && (before == null || after == null)) {
      return;
    }
    int count = Math.max(first.count(key.usage()), second.count(key.usage()));
    changes.add(
        new Change(
            key.usage(),
            key.rank(),
            padding,
            ReportUsages.label(key, count),
            before,
            after,
            sense));
  }

  /** Whether a value as text is 0, or there is none. */
  static boolean isZero(@Nullable String value) {
    return value == null
        || value.equals("0")
        || value.startsWith("0x") && value.chars().skip(2).allMatch(c -> c == '0');
  }

  /** The common case, decided without formatting the values. */
  private static boolean sameNumber(@Nullable FieldValue a, @Nullable FieldValue b) {
    return a != null
        && b != null
        && a.field().isVariable()
        && b.field().isVariable()
        && !a.isWide()
        && !b.isWide()
        && a.value() == b.value();
  }
}
