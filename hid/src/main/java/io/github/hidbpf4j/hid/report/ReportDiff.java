package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.usage.Usages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two reports, by usage: before and after a program, or one event and the
 * next. The two may come from different descriptors; elements meet by usage and by their rank among
 * the elements with that usage. A usage of an array counts as 1 while selected, else 0. Padding
 * meets by position and is compared where both reports have it.
 */
public final class ReportDiff {
  /**
   * One usage whose value differs.
   *
   * @param usage the usage; 0 for padding
   * @param occurrence rank among the elements with that usage, from 0
   * @param label name of the usage, with the rank where there are several
   * @param before value in the first report; null if it has no such element
   * @param after value in the second report; null if it has no such element
   */
  public record Change(
      int usage, int occurrence, String label, @Nullable String before, @Nullable String after) {
    /** Such as {@code Wheel 0 → 1}; a missing element is shown as {@code –}. */
    @Override
    public String toString() {
      return label + " " + (before == null ? "–" : before) + " → " + (after == null ? "–" : after);
    }
  }

  /** Usage and rank; for padding the rank is the bit it begins at. */
  private record Key(boolean padding, int usage, int rank) {}

  private static final int ERROR_ROLL_OVER = 0x00070001;

  private static final class Side {
    // For a selection any element of its array.
    final Map<Key, FieldValue> values = new LinkedHashMap<>();
    final Map<Integer, Integer> counts = new HashMap<>();
    boolean hasArray;

    Side(@Nullable DecodedReport report) {
      if (report == null) {
        return;
      }
      List<FieldValue> all = report.values();
      for (int i = 0; i < all.size(); i = report.fieldEnd(i)) {
        List<FieldValue> group = all.subList(i, report.fieldEnd(i));
        Field field = group.getFirst().field();
        if (field.isArray() && !field.isPadding()) {
          addSelected(group);
          continue;
        }
        for (FieldValue value : group) {
          if (field.isPadding()) {
            values.put(new Key(true, 0, value.bitOffset()), value);
          } else {
            int rank = counts.merge(value.usage(), 1, Integer::sum) - 1;
            values.put(new Key(false, value.usage(), rank), value);
          }
        }
      }
    }

    private void addSelected(List<FieldValue> group) {
      hasArray = true;
      if (DecodedReport.isRollOver(group)) {
        values.put(new Key(false, ERROR_ROLL_OVER, 0), group.getFirst());
      }
      for (int usage : DecodedReport.selected(group)) {
        // Usage id 0 of a page means "nothing" wherever arrays declare it.
        if ((usage & 0xffff) != 0) {
          values.putIfAbsent(new Key(false, usage, 0), group.getFirst());
        }
      }
    }

    /** The value as text; a usage that only an array of the other side selects is off here. */
    @Nullable String text(Key key, boolean otherIsSelection) {
      FieldValue value = values.get(key);
      if (value == null) {
        return otherIsSelection && hasArray ? "0" : null;
      }
      return isSelection(key) ? "1" : value.valueText();
    }

    boolean isSelection(Key key) {
      return !key.padding() && !counts.containsKey(key.usage()) && values.containsKey(key);
    }
  }

  private ReportDiff() {}

  /**
   * The differences in the order of the first report, then what only the second has. A report that
   * is null has no elements.
   */
  public static List<Change> between(
      @Nullable DecodedReport before, @Nullable DecodedReport after) {
    Side first = new Side(before);
    Side second = new Side(after);
    List<Change> changes = new ArrayList<>();
    for (Key key : first.values.keySet()) {
      compare(key, first, second, changes);
    }
    for (Key key : second.values.keySet()) {
      if (!first.values.containsKey(key)) {
        compare(key, first, second, changes);
      }
    }
    return changes;
  }

  /** The changes in one line; those beyond {@code most} are only counted. */
  public static String format(List<Change> changes, int most) {
    List<String> parts = new ArrayList<>();
    for (Change change : changes.subList(0, Math.min(most, changes.size()))) {
      parts.add(change.toString());
    }
    if (changes.size() > most) {
      parts.add((changes.size() - most) + " more");
    }
    return String.join(", ", parts);
  }

  private static void compare(Key key, Side first, Side second, List<Change> changes) {
    if (sameNumber(first.values.get(key), second.values.get(key))) {
      return;
    }
    String before = first.text(key, second.isSelection(key));
    String after = second.text(key, first.isSelection(key));
    boolean padding = key.padding();
    if (Objects.equals(before, after) || padding && (before == null || after == null)) {
      return;
    }
    String label;
    if (padding) {
      label = "padding at bit " + key.rank();
    } else {
      int count =
          Math.max(
              first.counts.getOrDefault(key.usage(), 1),
              second.counts.getOrDefault(key.usage(), 1));
      String name = Usages.name(key.usage());
      label = count > 1 ? name + "[" + key.rank() + "]" : name;
    }
    changes.add(new Change(key.usage(), padding ? 0 : key.rank(), label, before, after));
  }

  /** The common case, decided without making texts of the values. */
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
