package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.ArrayList;
import java.util.List;

/** A report with its fields, without padding ({@code struct hid_report}). */
final class MappedReport {
  private static final MappedField[] NO_FIELDS = {};

  final ReportLayout layout;
  final MappedField[] fields;

  /** The tool of a pen that is in range, such as {@code BTN_TOOL_PEN}; 0 for none. */
  int tool;

  /** Whether this report said that a tool is present. */
  boolean toolActive;

  /**
   * The entries to process, in this order: a usage of a variable field, or a whole array (index 0).
   */
  MappedField[] entryFields = NO_FIELDS;

  int[] entryIndexes = {};

  MappedReport(ReportLayout layout) {
    this.layout = layout;
    List<MappedField> mapped = new ArrayList<>();
    for (Field field : layout.fields()) {
      if (!field.isPadding()) {
        mapped.add(new MappedField(field, this));
      }
    }
    this.fields = mapped.toArray(NO_FIELDS);
  }

  ReportType type() {
    return layout.type();
  }

  int id() {
    return layout.id();
  }

  int application() {
    return layout.application();
  }

  /** Orders the entries by priority; equal ones stay in the order of the descriptor. */
  void order() {
    record Entry(MappedField field, int index) {
      int priority() {
        return field.priorities[index];
      }
    }
    List<Entry> entries = new ArrayList<>();
    for (MappedField field : fields) {
      int count = field.isVariable() ? field.field.count() : 1;
      for (int i = 0; i < count; i++) {
        // Unmapped usages produce no event.
        if (!field.isVariable() || field.usages[i].type != 0) {
          entries.add(new Entry(field, i));
        }
      }
    }
    entries.sort((a, b) -> Integer.compareUnsigned(b.priority(), a.priority()));
    entryFields = entries.stream().map(Entry::field).toArray(MappedField[]::new);
    entryIndexes = entries.stream().mapToInt(Entry::index).toArray();
  }

  /** Extracts all values from the payload. */
  void fetch(byte[] data, int base, int length) {
    for (MappedField field : fields) {
      field.fetch(data, base, length);
    }
  }

  /** Keeps the values of variable fields as the previous ones; arrays have done so already. */
  void keepVariables() {
    for (MappedField field : fields) {
      if (field.isVariable()) {
        field.keep();
      }
    }
  }

  /** Keeps the values of all fields as the previous ones. */
  void keepAll() {
    for (MappedField field : fields) {
      if (field.isVariable() || !field.ignored) {
        field.keep();
      }
    }
  }
}
