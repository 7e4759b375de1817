package io.github.hidbpf4j.hid.descriptor;

import io.github.hidbpf4j.hid.usage.Usages;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Names the fields in bytes of a report, by their usages. */
public final class FieldNames {
  private static final int MOST = 6;

  private FieldNames() {}

  /**
   * {@return the names of the fields with bits in these bytes, in order} For example {@code X},
   * {@code Button 1}; {@code report id}; nothing for padding.
   *
   * @param report the report
   * @param from first byte, from 0; counting the id byte if there is one
   * @param to index after the last byte
   */
  public static List<String> in(ReportLayout report, int from, int to) {
    Set<String> names = new LinkedHashSet<>();
    int idBytes = report.length() - report.payloadLength();
    if (from < idBytes) {
      names.add("report id");
    }
    int firstBit = (from - idBytes) * Byte.SIZE;
    int endBit = (to - idBytes) * Byte.SIZE;
    for (Field field : report.fields()) {
      if (!field.isPadding()
          && field.bitOffset() < endBit
          && field.bitOffset() + field.bits() > firstBit) {
        add(field, firstBit, endBit, names);
      }
    }
    return names.size() <= MOST ? List.copyOf(names) : shortened(List.copyOf(names));
  }

  private static void add(Field field, int firstBit, int endBit, Set<String> names) {
    if (field.isArray()) {
      names.add("array of " + Usages.name(field.usage(0)));
      return;
    }
    int size = Math.max(1, field.size());
    int first = Math.max(0, (firstBit - field.bitOffset()) / size);
    int last = Math.min(field.count() - 1, (endBit - 1 - field.bitOffset()) / size);
    for (int i = first; i <= last; i++) {
      names.add(Usages.name(field.usage(i)));
    }
  }

  private static List<String> shortened(List<String> names) {
    return List.of(names.getFirst(), "… " + names.getLast());
  }
}
