package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.report.ReportUsages.Place;
import io.github.hidbpf4j.hid.usage.Usages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reports and their differences as one line of text. Consecutive elements with the same value are
 * combined: {@code 8 modifiers 0}, {@code Button 4…8 1}.
 */
public final class ReportWords {
  /** Minimum number of consecutive elements that are combined. */
  private static final int RUN = 3;

  private static final int GENERIC_DESKTOP = 0x01;
  private static final int KEYBOARD = 0x07;
  private static final int LEDS = 0x08;
  private static final int BUTTONS = 0x09;
  private static final int ORDINALS = 0x0a;
  private static final int HAT_SWITCH = GENERIC_DESKTOP << 16 | 0x39;
  private static final int FIRST_MODIFIER = 0xe0;
  private static final int LAST_MODIFIER = 0xe7;

  /** An element and the text after its name. */
  private record Entry(Place key, int count, String label, String tail, boolean atRest) {
    String noun() {
      return ReportWords.noun(key);
    }
  }

  private ReportWords() {}

  /** Collective name for several such elements at rest; "" for none. */
  static String noun(Place place) {
    int page = place.usage() >>> 16;
    int id = place.usage() & 0xffff;
    if (place.padding()) {
      return "";
    }
    return switch (page) {
      case KEYBOARD -> id >= FIRST_MODIFIER && id <= LAST_MODIFIER ? "modifiers" : "keys";
      case LEDS -> "LEDs";
      case BUTTONS -> "buttons";
      default -> "";
    };
  }

  /** Whether the usage is named by a number, so that consecutive ones can be combined. */
  static boolean isCounted(int usage) {
    int page = usage >>> 16;
    return page == BUTTONS || page == ORDINALS;
  }

  /** Whether a narrow variable element is at rest. */
  static boolean isAtRest(int usage, Field field, long value) {
    return usage == HAT_SWITCH && field.hasNullState() ? field.isNull((int) value) : value == 0;
  }

  /**
   * The elements of a report that are not at rest: {@link #values(DecodedReport, int)} of the
   * decoded report.
   *
   * @param descriptor the descriptor; null when there is none
   * @param type input, output or feature
   * @param report the report, id byte first if its type is numbered
   * @param most names shown; the others are only counted
   * @return one line; empty if the descriptor has no such report, or is null
   */
  public static String values(
      @Nullable ReportDescriptor descriptor, ReportType type, byte[] report, int most) {
    DecodedReport decoded = decode(descriptor, type, report);
    return decoded == null ? "" : values(decoded, most);
  }

  /**
   * The differences between the report that a host got and the one that the device sent; for
   * reports with different ids only what is not at rest. If no field differs, the differing bytes.
   *
   * @param own the device's descriptor; null when it does not parse
   * @param sent the input report that the device sent
   * @param inUse the descriptor that the host uses; null when there is none
   * @param got the input report that the host got
   * @return one line; empty if nothing differs
   */
  public static String changes(
      @Nullable ReportDescriptor own, byte[] sent, @Nullable ReportDescriptor inUse, byte[] got) {
    DecodedReport before = decode(own, ReportType.INPUT, sent);
    DecodedReport after = decode(inUse, ReportType.INPUT, got);
    List<ReportDiff.Change> changes = ReportDiff.between(before, after);
    if (before != null && after != null && before.layout().id() != after.layout().id()) {
      String ids = "report " + before.layout().id() + " → " + after.layout().id();
      String values = changes(changes.stream().filter(c -> !c.isNeutral()).toList());
      return values.isEmpty() ? ids : values + " (" + ids + ")";
    }
    return changes.isEmpty() ? bytes(sent, got) : changes(changes);
  }

  /**
   * How a host interprets a report that reached it unchanged. If only elements at rest have another
   * meaning, the rest of the report is given as well.
   *
   * @param own the device's descriptor; null when it does not parse
   * @param inUse the descriptor that the host uses; null when there is none
   * @param report the input report, id byte first if the type is numbered
   * @return one line
   */
  public static String reinterpreted(
      @Nullable ReportDescriptor own, @Nullable ReportDescriptor inUse, byte[] report) {
    DecodedReport after = decode(inUse, ReportType.INPUT, report);
    List<ReportDiff.Change> changes =
        ReportDiff.between(decode(own, ReportType.INPUT, report), after).stream()
            .filter(c -> !c.padding())
            .toList();
    String text = changes(changes);
    boolean quiet = changes.stream().allMatch(ReportDiff.Change::isNeutral);
    String on = quiet && after != null ? String.join(", ", joined(new Entries(after).on)) : "";
    return on.isEmpty() ? text : on + "; " + text;
  }

  /**
   * The elements of a report that have a name, with the names and values of the other methods:
   * those not at rest first. Usages selected by an array have value {@code 1}; others are absent.
   *
   * @param descriptor the descriptor; null when there is none
   * @param type input, output or feature
   * @param report the report, id byte first if its type is numbered
   * @return values by name; empty if the descriptor has no such report, or is null
   */
  public static Map<String, String> byName(
      @Nullable ReportDescriptor descriptor, ReportType type, byte[] report) {
    Map<String, String> named = new LinkedHashMap<>();
    DecodedReport decoded = decode(descriptor, type, report);
    if (decoded != null) {
      Entries entries = new Entries(decoded);
      entries.on.forEach(e -> named.put(e.label(), e.tail()));
      entries.off.forEach(e -> named.put(e.label(), e.tail()));
    }
    return named;
  }

  /**
   * The names from {@link #byName} of elements at rest: a hat switch is at rest in its null
   * position, everything else at 0.
   *
   * @param descriptor the descriptor; null when there is none
   * @param type input, output or feature
   * @param report the report, id byte first if its type is numbered
   * @return the names; empty if the descriptor has no such report, or is null
   */
  public static Set<String> atRest(
      @Nullable ReportDescriptor descriptor, ReportType type, byte[] report) {
    Set<String> names = new LinkedHashSet<>();
    DecodedReport decoded = decode(descriptor, type, report);
    if (decoded != null) {
      new Entries(decoded).off.forEach(e -> names.add(e.label()));
    }
    return names;
  }

  /**
   * Whether a name belongs to a usage that an array of the report can select.
   *
   * @param descriptor the descriptor; null when there is none
   * @param type input, output or feature
   * @param report the report, id byte first if its type is numbered
   * @param name the name
   * @return whether some array of the report has it
   */
  public static boolean isSelectable(
      @Nullable ReportDescriptor descriptor, ReportType type, byte[] report, String name) {
    DecodedReport decoded = decode(descriptor, type, report);
    if (decoded == null) {
      return false;
    }
    for (Field field : decoded.layout().fields()) {
      if (field.isArray() && !field.isPadding()) {
        for (int i = 0; i < field.usageCount(); i++) {
          int usage = field.usage(i);
          if ((usage & 0xffff) != 0 && Usages.name(usage).equals(name)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static String bytes(byte[] sent, byte[] got) {
    if (sent.length != got.length) {
      return sent.length + " → " + got.length + " bytes";
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < got.length; i++) {
      if (sent[i] != got[i]) {
        parts.add("byte %d %02x → %02x".formatted(i, sent[i], got[i]));
      }
    }
    return parts.isEmpty() ? "" : String.join(", ", parts) + " (of no field)";
  }

  private static @Nullable DecodedReport decode(
      @Nullable ReportDescriptor descriptor, ReportType type, byte[] report) {
    if (descriptor == null || descriptor.reportOf(type, report) == null) {
      return null;
    }
    return new ReportDecoder(descriptor).decode(type, report);
  }

  /**
   * The elements of a report that are not at rest, such as {@code Button 1 1, Wheel -1}; if
   * everything is at rest, all of them. A value beyond the limits of its field is marked. Padding
   * is omitted.
   *
   * @param report the decoded report
   * @param most names shown; the others are only counted
   * @return one line
   */
  public static String values(DecodedReport report, int most) {
    Entries entries = new Entries(report);
    if (!entries.on.isEmpty()) {
      return cut(joined(entries.on), most);
    }
    List<String> parts = joined(entries.off);
    parts.addAll(emptyArrays(report));
    return cut(parts, most);
  }

  /** The elements of a report that have a name. */
  private static final class Entries {
    final List<Entry> on = new ArrayList<>();
    final List<Entry> off = new ArrayList<>();

    Entries(DecodedReport report) {
      ReportUsages usages = new ReportUsages(report);
      for (Map.Entry<Place, FieldValue> e : usages.values().entrySet()) {
        Place key = e.getKey();
        if (key.padding() || key.usage() == 0) {
          continue;
        }
        boolean selection = usages.isSelection(key);
        FieldValue value = e.getValue();
        boolean atRest = !selection && isNeutral(value);
        int count = usages.count(key.usage());
        String tail = selection ? "1" : value.valueText() + limit(value);
        (atRest ? off : on)
            .add(new Entry(key, count, ReportUsages.label(key, count), tail, atRest));
      }
    }
  }

  /** Whether an element is at rest: at 0, except a hat switch, which is so in its null position. */
  private static boolean isNeutral(FieldValue value) {
    if (value.usage() == HAT_SWITCH && value.field().hasNullState()) {
      return value.isNull();
    }
    return ReportDiff.isZero(value.valueText());
  }

  private static String limit(FieldValue value) {
    if (value.isWide() || !value.isOutOfRange()) {
      return "";
    }
    if (value.isNull()) {
      return " (null)";
    }
    Field field = value.field();
    return (int) value.value() < field.logicalMinimum()
        ? " (under " + field.logicalMinimum() + ")"
        : " (over " + field.logicalMaximum() + ")";
  }

  /** {@code no key}: for arrays without any selection. */
  private static Set<String> emptyArrays(DecodedReport report) {
    Set<String> parts = new LinkedHashSet<>();
    for (Field field : report.layout().fields()) {
      if (field.isArray() && !field.isPadding() && field.size() > 0 && field.count() > 0) {
        int page = field.usage(field.usageCount() - 1) >>> 16;
        parts.add(
            switch (page) {
              case KEYBOARD -> "no key";
              case BUTTONS -> "no button";
              default -> "no " + Usages.pageName(page) + " usage";
            });
      }
    }
    return parts;
  }

  /**
   * All changes: first elements with a current value, then those that became 0, then those that
   * disappeared, then padding, finally those between 0 and absent. Nothing is omitted.
   *
   * @param changes differences from {@link ReportDiff#between}
   * @return one line; empty if there are none
   */
  public static String changes(List<ReportDiff.Change> changes) {
    List<Entry> entries = new ArrayList<>();
    changes.stream()
        .sorted(Comparator.comparingInt(ReportWords::rank))
        .forEach(
            c ->
                entries.add(
                    new Entry(
                        new Place(c.padding(), c.usage(), c.occurrence()),
                        c.label().endsWith("]") ? 2 : 1,
                        c.label(),
                        c.tail(),
                        c.isNeutral())));
    return String.join(", ", joined(entries));
  }

  private static int rank(ReportDiff.Change c) {
    if (c.padding()) {
      return 3;
    }
    if (c.isOn()) {
      return 0;
    }
    return c.isNeutral() ? 4 : c.after() != null ? 1 : 2;
  }

  private static String cut(List<String> parts, int most) {
    return parts.size() <= most
        ? String.join(", ", parts)
        : String.join(", ", parts.subList(0, most)) + ", " + (parts.size() - most) + " more";
  }

  /**
   * The entries as texts, with runs combined, and a name shared by consecutive elements written
   * once.
   */
  private static List<String> joined(List<Entry> entries) {
    List<String> parts = new ArrayList<>();
    Entry last = null;
    for (int i = 0; i < entries.size(); ) {
      Entry first = entries.get(i);
      int end = i + 1;
      while (end < entries.size() && follows(entries.get(end - 1), entries.get(end))) {
        end++;
      }
      if (end - i < RUN) {
        end = i + 1;
      }
      boolean sameName = last != null && isRanked(first) && sameUsage(last, first);
      String label = sameName ? "[" + first.key().rank() + "]" : first.label();
      parts.add(
          (end == i + 1 ? label : runLabel(first, entries.get(end - 1), end - i, label))
              + " "
              + first.tail());
      last = entries.get(end - 1);
      i = end;
    }
    return parts;
  }

  private static boolean isRanked(Entry e) {
    return !e.key().padding() && e.count() > 1;
  }

  private static boolean sameUsage(Entry a, Entry b) {
    return !a.key().padding() && !b.key().padding() && a.key().usage() == b.key().usage();
  }

  /** Whether two entries in a row can be combined. */
  private static boolean follows(Entry a, Entry b) {
    if (!a.tail().equals(b.tail()) || a.key().padding() || b.key().padding()) {
      return false;
    }
    if (isRanked(a) || isRanked(b)) {
      return sameUsage(a, b) && b.key().rank() == a.key().rank() + 1;
    }
    if (a.atRest() && !a.noun().isEmpty()) {
      return a.noun().equals(b.noun());
    }
    return isCounted(a.key().usage()) && b.key().usage() == a.key().usage() + 1;
  }

  private static String runLabel(Entry first, Entry last, int size, String label) {
    if (isRanked(first)) {
      return label.substring(0, label.length() - 1) + "…" + last.key().rank() + "]";
    }
    return first.atRest() && !first.noun().isEmpty()
        ? size + " " + first.noun()
        : label + "…" + (last.key().usage() & 0xffff);
  }
}
