package io.github.hidbpf4j.cli.author;

import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.descriptor.UsageList;
import io.github.hidbpf4j.hid.usage.Usages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A part of a report that has a name in C.
 *
 * @param report the report
 * @param name prefix of its constants in C, such as {@code INPUT_1_X}
 * @param words its name for people
 * @param field the field that it belongs to
 * @param usage its usage; the first one of an array or of a long row of bits
 * @param bit its first bit, counted from the start of the report, including the id's byte
 * @param size bits per element
 * @param count number of elements
 */
record ReportPart(
    ReportLayout report,
    String name,
    String words,
    Field field,
    int usage,
    int bit,
    int size,
    int count) {
  /** Rows of bits with more usages than this make one part. */
  private static final int MOST_SINGLE = 32;

  /** The widest value that gets a mask. */
  private static final int MOST_BITS = 32;

  int firstByte() {
    return bit / Byte.SIZE;
  }

  int shift() {
    return bit % Byte.SIZE;
  }

  /** The mask of its bits, in the little-endian number that begins with its first byte. */
  long mask() {
    return ((1L << size) - 1) << shift();
  }

  /** Whether it is one bit, on or off: a button, a key, a switch. */
  boolean isSwitch() {
    return size == 1
        && count == 1
        && field.isVariable()
        && !field.isConstant()
        && !field.isRelative();
  }

  /** The prefix of a report's constants: {@code INPUT}, {@code FEATURE_3}. */
  static String prefix(ReportLayout report) {
    String type =
        switch (report.type()) {
          case ReportType.INPUT -> "INPUT";
          case ReportType.OUTPUT -> "OUTPUT";
          case ReportType.FEATURE -> "FEATURE";
        };
    return report.id() > 0 ? type + "_" + report.id() : type;
  }

  /** All named parts of a report; their names are unique in it. */
  static List<ReportPart> of(ReportLayout report) {
    List<ReportPart> parts = new ArrayList<>();
    Map<String, Integer> taken = new HashMap<>();
    taken.put(prefix(report) + "_", 1);
    for (Field field : report.fields()) {
      if (field.isPadding() || field.bits() == 0) {
        continue;
      }
      if (field.isArray() || isLongRow(field)) {
        int usage = field.usage(0);
        String words = Usages.pageName(usage >>> 16) + (field.isArray() ? " array" : " bits");
        parts.add(part(report, taken, words, field, usage, 0, field.count()));
        continue;
      }
      for (int i = 0; i < field.count(); ) {
        int usage = field.usage(i);
        int end = i + 1;
        while (end < field.count() && field.usage(end) == usage) {
          end++;
        }
        parts.add(part(report, taken, Usages.name(usage), field, usage, i, end - i));
        i = end;
      }
    }
    return parts;
  }

  private static boolean isLongRow(Field field) {
    return field.usages().ranges().stream().mapToInt(UsageList.Range::count).max().orElse(0)
        > MOST_SINGLE;
  }

  private static ReportPart part(
      ReportLayout report,
      Map<String, Integer> taken,
      String words,
      Field field,
      int usage,
      int element,
      int count) {
    String plain = prefix(report) + "_" + identifier(words);
    int number = taken.merge(plain, 1, Integer::sum);
    String name = number == 1 ? plain : plain + "_NO" + number;
    while (number > 1 && taken.containsKey(name)) {
      number++;
      name = plain + "_NO" + number;
    }
    taken.putIfAbsent(name, 1);
    int id = report.length() - report.payloadLength();
    int bit = id * Byte.SIZE + field.bitOffset() + element * field.size();
    return new ReportPart(report, name, words, field, usage, bit, field.size(), count);
  }

  /** Turns words into a C identifier in capitals. */
  static String identifier(String words) {
    String text =
        words
            .replace("Vendor Defined Page 0x", "Vendor ")
            .toUpperCase(Locale.ROOT)
            .replaceAll("[^A-Z0-9]+", "_")
            .replaceAll("^_|_$", "");
    // SIZE and ID are constants of the report itself
    return text.equals("SIZE") || text.equals("ID") ? text + "_" : text;
  }

  /** The lines that define its constants. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("#define %s_BYTE %d /* %s */".formatted(name, firstByte(), CText.comment(about())));
    if (count == 1 && size <= MOST_BITS && (shift() != 0 || size % Byte.SIZE != 0)) {
      if (size > 1) {
        lines.add("#define %s_SHIFT %d".formatted(name, shift()));
      }
      lines.add(
          "#define %s_MASK 0x%02x%s".formatted(name, mask(), mask() >>> 32 == 0 ? "" : "ull"));
      return lines;
    }
    if (shift() != 0) {
      lines.add("#define %s_SHIFT %d".formatted(name, shift()));
    }
    lines.add("#define %s_BITS %d".formatted(name, size));
    if (count > 1 || field.isArray()) {
      lines.add("#define %s_COUNT %d".formatted(name, count));
    }
    return lines;
  }

  private String about() {
    StringBuilder text = new StringBuilder(words);
    if (field.isArray()) {
      text.append(", which of them are on");
    } else if (count > 1 && isLongRow(field)) {
      text.append(", from ").append(Usages.name(usage)).append(" on");
    }
    if (size > 1) {
      text.append(", %d to %d".formatted(field.logicalMinimum(), field.logicalMaximumValue()));
    }
    if (field.isVariable() && field.isRelative()) {
      text.append(", relative");
    }
    return text.toString();
  }
}
