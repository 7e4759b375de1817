package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.usage.Usages;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a report, identified by usage and rank among the elements with that usage;
 * padding by its first bit. A usage of an array is present while selected.
 */
final class ReportUsages {
  /** Usage and rank; for padding the rank is its first bit. */
  record Place(boolean padding, int usage, int rank) {
    // Written by hand: javac's are linked at first use, which costs some milliseconds at start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Place(boolean itsPadding, int itsUsage, int itsRank)
          && padding == itsPadding
          && usage == itsUsage
          && rank == itsRank;
    }

    @Override
    public int hashCode() {
      return (usage * 31 + rank) * 2 + (padding ? 1 : 0);
    }
  }

  static final int ERROR_ROLL_OVER = 0x00070001;

  // The values; for a selection any element of its array.
  private final Map<Place, FieldValue> values = new LinkedHashMap<>();
  private final Map<Integer, Integer> counts = new HashMap<>();
  private boolean hasArray;

  ReportUsages(@Nullable DecodedReport report) {
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
          values.put(new Place(true, 0, value.bitOffset()), value);
        } else {
          int rank = counts.merge(value.usage(), 1, Integer::sum) - 1;
          values.put(new Place(false, value.usage(), rank), value);
        }
      }
    }
  }

  private void addSelected(List<FieldValue> group) {
    hasArray = true;
    if (DecodedReport.isRollOver(group)) {
      values.put(new Place(false, ERROR_ROLL_OVER, 0), group.getFirst());
    }
    for (int usage : DecodedReport.selected(group)) {
      // Usage id 0 of a page means "nothing" wherever arrays declare it.
      if ((usage & 0xffff) != 0) {
        values.putIfAbsent(new Place(false, usage, 0), group.getFirst());
      }
    }
  }

  /** The elements in the order of the report. */
  Map<Place, FieldValue> values() {
    return values;
  }

  /** Number of variable elements with this usage. */
  int count(int usage) {
    return counts.getOrDefault(usage, 0);
  }

  /** Number of variable elements per usage. */
  Map<Integer, Integer> counts() {
    return counts;
  }

  /** The value as text; a usage selected only by an array of the other report is off here. */
  @Nullable String text(Place key, boolean otherIsSelection) {
    FieldValue value = values.get(key);
    if (value == null) {
      return otherIsSelection && hasArray ? "0" : null;
    }
    return isSelection(key) ? "1" : value.valueText();
  }

  boolean isSelection(Place key) {
    return !key.padding() && !counts.containsKey(key.usage()) && values.containsKey(key);
  }

  /** Its display name, if {@code count} elements have this usage. */
  static String label(Place key, int count) {
    if (key.padding()) {
      return "padding at bit " + key.rank();
    }
    String name = Usages.name(key.usage());
    return count > 1 ? name + "[" + key.rank() + "]" : name;
  }
}
