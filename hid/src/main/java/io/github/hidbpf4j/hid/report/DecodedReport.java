package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.usage.Usages;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * A decoded report.
 *
 * @param layout the layout of the report
 * @param payloadOffset number of bytes before the payload: 1 for the id byte, else 0
 * @param values one per element in the order of the bits, padding included; none for elements of
 *     zero bits. The elements of a field are adjacent
 */
public record DecodedReport(ReportLayout layout, int payloadOffset, List<FieldValue> values) {
  private static final int MOST_SHOWN = 256;

  /** A decoded report; the list is copied. */
  public DecodedReport {
    values = List.copyOf(values);
  }

  /**
   * Whether the values of an array are invalid because it reports that too many keys are down: one
   * of its elements selects ErrorRollOver.
   *
   * @param field a field of the layout
   * @return whether they are; false for a variable field
   */
  public boolean isRollOver(Field field) {
    return isRollOver(values(field));
  }

  /**
   * The usages that an array selects.
   *
   * @param field a field of the layout
   * @return usages with the page in the upper 16 bits, in order of the elements; none on roll-over
   *     or if the field is variable
   */
  public List<Integer> selected(Field field) {
    return selected(values(field));
  }

  /**
   * The values of one field.
   *
   * @param field a field of the layout, identified by the offset of its main item
   * @return one per element, in order; none if the elements have no bits
   */
  public List<FieldValue> values(Field field) {
    return values.stream().filter(value -> value.field().offset() == field.offset()).toList();
  }

  /** Index after the last value of the field whose first value is at {@code start}. */
  int fieldEnd(int start) {
    return start + Math.max(1, values.get(start).field().count());
  }

  static boolean isRollOver(List<FieldValue> array) {
    return array.stream()
        .anyMatch(value -> value.field().isArray() && Field.isErrorRollOver(value.usage()));
  }

  static List<Integer> selected(List<FieldValue> array) {
    if (isRollOver(array)) {
      return List.of();
    }
    return array.stream()
        .filter(value -> value.field().isArray() && !value.isNull())
        .map(FieldValue::usage)
        .toList();
  }

  /**
   * For display: each variable usage with its value, or values if several adjacent elements have
   * it; for arrays the selected usages; without padding. For example {@code Button 1 0, X -3,
   * [Keyboard A]}. Very long reports are truncated.
   */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    int shown = 0;
    for (int i = 0; i < values.size(); i = fieldEnd(i)) {
      List<FieldValue> group = values.subList(i, fieldEnd(i));
      if (group.getFirst().field().isPadding()) {
        continue;
      }
      if (shown >= MOST_SHOWN) {
        parts.add("…");
        break;
      }
      shown += group.size();
      if (group.getFirst().field().isVariable()) {
        addVariable(group, parts);
      } else if (isRollOver(group)) {
        parts.add("[ErrorRollOver]");
      } else {
        // Usage id 0 of a page means "nothing" wherever arrays declare it.
        List<Integer> selected =
            selected(group).stream().filter(usage -> (usage & 0xffff) != 0).toList();
        parts.add(
            selected.stream().limit(MOST_SHOWN).map(Usages::name).toList()
                + (selected.size() > MOST_SHOWN ? "…" : ""));
      }
    }
    return String.join(", ", parts);
  }

  private static void addVariable(List<FieldValue> group, List<String> parts) {
    int shown = Math.min(group.size(), MOST_SHOWN);
    for (int i = 0; i < shown; ) {
      int usage = group.get(i).usage();
      int end = i + 1;
      while (end < shown && group.get(end).usage() == usage) {
        end++;
      }
      if (end == i + 1) {
        parts.add(group.get(i).toString());
      } else {
        StringJoiner run = new StringJoiner(" ", Usages.name(usage) + " [", "]");
        group.subList(i, end).forEach(value -> run.add(value.valueText()));
        parts.add(run.toString());
      }
      i = end;
    }
    if (shown < group.size()) {
      parts.add("…");
    }
  }
}
