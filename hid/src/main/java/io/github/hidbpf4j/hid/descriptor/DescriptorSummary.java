package io.github.hidbpf4j.hid.descriptor;

import io.github.hidbpf4j.hid.usage.Usages;
import java.util.ArrayList;
import java.util.List;

/** Summarises a descriptor, one line per report. */
public final class DescriptorSummary {
  private static final int FIELDS_SHOWN = 32;
  private static final int USAGES_SHOWN = 8;

  private DescriptorSummary() {}

  /**
   * Summarises the reports of a descriptor, such as {@code input report 1 (Mouse), 5 bytes: Button
   * 1..3 3x1, padding 5, X Y 2x8 [-127..127] rel}. Bytes count the id; elements are {@code
   * COUNTxBITS}.
   *
   * @param descriptor the parsed descriptor
   * @return one line per report, in the order of the descriptor
   */
  public static List<String> of(ReportDescriptor descriptor) {
    return descriptor.reports().stream().map(DescriptorSummary::report).toList();
  }

  private static String report(ReportLayout report) {
    StringBuilder text = new StringBuilder(report.type().text()).append(" report");
    if (report.id() != 0) {
      text.append(' ').append(report.id());
    }
    if (report.application() != 0) {
      text.append(" (").append(Usages.name(report.application())).append(')');
    }
    text.append(", ").append(report.length()).append(report.length() == 1 ? " byte" : " bytes");
    List<String> parts = new ArrayList<>();
    List<Field> fields = report.fields();
    for (Field field : fields.subList(0, Math.min(fields.size(), FIELDS_SHOWN))) {
      parts.add(field(field));
    }
    if (fields.size() > FIELDS_SHOWN) {
      parts.add((fields.size() - FIELDS_SHOWN) + " more fields");
    }
    return text.append(": ").append(String.join(", ", parts)).toString();
  }

  private static String field(Field field) {
    if (field.isPadding()) {
      return "padding " + field.bits();
    }
    StringBuilder text = new StringBuilder();
    text.append(field.isArray() ? "array of " : "").append(usages(field));
    text.append(' ').append(field.count() == 1 ? "" : field.count() + "x").append(field.size());
    boolean plain =
        field.logicalMinimum() == 0
            && field.size() < 32
            && field.logicalMaximumValue() == (1L << field.size()) - 1;
    if (!plain) {
      text.append(" [%d..%d]".formatted(field.logicalMinimum(), field.logicalMaximumValue()));
    }
    text.append(field.isRelative() ? " rel" : "").append(field.isConstant() ? " const" : "");
    return text.append(field.hasNullState() ? " null" : "").toString();
  }

  private static String usages(Field field) {
    List<String> names = new ArrayList<>();
    List<UsageList.Range> ranges = field.usages().ranges();
    for (UsageList.Range range : ranges.subList(0, Math.min(ranges.size(), USAGES_SHOWN))) {
      names.add(
          range.count() == 1
              ? Usages.name(range.first())
              : Usages.name(range.first()) + ".." + lastName(range));
    }
    if (ranges.size() > USAGES_SHOWN) {
      names.add("and %d more".formatted(ranges.size() - USAGES_SHOWN));
    }
    return String.join(" ", names);
  }

  /** "Button 1..5" rather than "Button 1..Button 5". */
  private static String lastName(UsageList.Range range) {
    String first = Usages.name(range.first());
    String last = Usages.name(range.last());
    int cut = first.lastIndexOf(' ') + 1;
    boolean counted =
        cut > 0 && first.regionMatches(0, last, 0, cut) && first.matches(".* (0x)?[0-9A-F]+");
    return counted ? last.substring(cut) : last;
  }
}
