package io.github.hidbpf4j.kernel.parsed;

import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.Item;
import io.github.hidbpf4j.hid.descriptor.ItemReader;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A report descriptor as parsed by udev-hid-bpf 2.3 for programs, which differs from the kernel's
 * parser: a variable main item is an entry for each of its elements, an array or a constant one is
 * one entry; a range of usages supersedes single usages of the same main item; both logical limits
 * are sign-extended from the size of their items; items without reports (count or size 0) produce
 * nothing; and a data item without usages is an error. Measured with udev-hid-bpf 2.3.0.20260703
 * (crate hidreport 0.6.0) on Linux 7.3.4.
 */
final class ParsedDescriptor {
  /** A collection around a field: its first usage, 0 and 0 if it has none, and its type. */
  record Around(int page, int id, int type) {}

  /** The kind of an entry, numbered as in {@code enum hid_rdesc_field_type}. */
  enum Kind {
    VARIABLE,
    ARRAY,
    CONSTANT
  }

  /**
   * A field.
   *
   * @param bitsStart its first bit in the report, counting the report's id as 8 bits
   * @param bitsEnd the bit after its last
   * @param page usage page; for an array that of its first usage
   * @param firstUsage usage id of a variable field; first usage of an array
   * @param lastUsage last usage of an array; 0 for others
   * @param flags from bit 0 on: relative, wraps, not linear, no preferred state, null state,
   *     volatile (never of an input field), buffered bytes
   * @param around the collections around it, outermost first
   */
  record Entry(
      Kind kind,
      int bitsStart,
      int bitsEnd,
      int page,
      int firstUsage,
      int lastUsage,
      int logicalMinimum,
      int logicalMaximum,
      int flags,
      List<Around> around) {}

  /** A report: the main items of its type and id. */
  static final class Report {
    private final int id;
    private final List<Entry> entries = new ArrayList<>();
    private int bits;

    private Report(int id) {
      this.id = id;
      this.bits = id == 0 ? 0 : 8;
    }

    /** Its id; 0 for none. */
    int id() {
      return id;
    }

    /** Its size in bits, including 8 for the id if it has one. */
    int bits() {
      return bits;
    }

    /** Its fields in their order. */
    List<Entry> entries() {
      return entries;
    }
  }

  /** Global items, as far as entries need them. */
  private static final class Globals {
    private int page = -1;
    private int logicalMinimum;
    private int logicalMaximum;
    private int size;
    private int count;
    private int id;

    private Globals copy() {
      Globals g = new Globals();
      g.page = page;
      g.logicalMinimum = logicalMinimum;
      g.logicalMaximum = logicalMaximum;
      g.size = size;
      g.count = count;
      g.id = id;
      return g;
    }
  }

  /** The usages of a main item: a range of ids of one page, or single ones. */
  private record Usages(int[] pages, int[] ids, int page, long first, long count) {
    private long size() {
      return count > 0 ? count : ids.length;
    }

    private int page(long index) {
      return count > 0 ? page : pages[(int) Math.min(index, ids.length - 1L)];
    }

    private int id(long index) {
      return count > 0
          ? (int) (first + Math.min(index, count - 1)) & 0xffff
          : ids[(int) Math.min(index, ids.length - 1L)];
    }
  }

  private final Map<ReportType, List<Report>> reports = new EnumMap<>(ReportType.class);
  private Globals globals = new Globals();
  private final ArrayDeque<Globals> saved = new ArrayDeque<>();
  private final ArrayDeque<Around> open = new ArrayDeque<>();
  private final List<Item> usages = new ArrayList<>();
  private long usageMinimum = -1;
  private long usageMaximum = -1;

  private ParsedDescriptor() {
    for (ReportType type : ReportType.values()) {
      reports.put(type, new ArrayList<>());
    }
  }

  /**
   * Parses a descriptor.
   *
   * @throws DescriptorException if udev-hid-bpf fails with an error
   */
  static ParsedDescriptor of(byte[] descriptor) {
    if (descriptor.length == 0) {
      throw new DescriptorException(0, "it is empty: no driver is bound to the device");
    }
    ParsedDescriptor parsed = new ParsedDescriptor();
    ItemReader reader = new ItemReader(descriptor);
    for (Item item = reader.next(); item != null; item = reader.next()) {
      parsed.take(item);
    }
    if (!reader.atEnd()) {
      throw new DescriptorException(reader.offset(), "the last item is cut off");
    }
    return parsed;
  }

  /** The reports of a type in the order of their first appearance. */
  List<Report> reports(ReportType type) {
    return reports.getOrDefault(type, List.of());
  }

  private void take(Item item) {
    if (item.isLong()) {
      return;
    }
    switch (item.type()) {
      case Item.MAIN -> main(item);
      case Item.GLOBAL -> global(item);
      case Item.LOCAL -> local(item);
      default -> {}
    }
  }

  private void global(Item item) {
    switch (item.tag()) {
      case Item.USAGE_PAGE -> globals.page = item.bits() & 0xffff;
      case Item.LOGICAL_MINIMUM -> globals.logicalMinimum = item.signed();
      case Item.LOGICAL_MAXIMUM -> globals.logicalMaximum = item.signed();
      case Item.REPORT_SIZE -> globals.size = withData(item, "Report Size").bits();
      case Item.REPORT_ID -> globals.id = withData(item, "Report ID").bits() & 0xff;
      case Item.REPORT_COUNT -> globals.count = withData(item, "Report Count").bits();
      case Item.PUSH -> saved.push(globals.copy());
      case Item.POP -> {
        if (saved.isEmpty()) {
          throw new DescriptorException(item.offset(), "Pop without Push");
        }
        globals = saved.pop();
      }
      default -> {}
    }
  }

  private void local(Item item) {
    Item whole = withData(item, "a local item");
    switch (whole.tag()) {
      case Item.USAGE -> usages.add(whole);
      case Item.USAGE_MINIMUM -> usageMinimum = whole.unsigned();
      case Item.USAGE_MAXIMUM -> usageMaximum = whole.unsigned();
      default -> {}
    }
  }

  private static Item withData(Item item, String what) {
    if (item.size() == 0) {
      throw new DescriptorException(item.offset(), what + " without data");
    }
    return item;
  }

  private void main(Item item) {
    switch (item.tag()) {
      case Item.COLLECTION -> {
        Usages named = usages(item);
        int type = item.bits() & 0xff;
        open.addLast(
            named.size() == 0
                ? new Around(0, 0, type)
                : new Around(named.page(0), named.id(0), type));
      }
      case Item.END_COLLECTION -> {
        if (open.pollLast() == null) {
          throw new DescriptorException(item.offset(), "End Collection without Collection");
        }
      }
      case Item.INPUT -> data(item, ReportType.INPUT);
      case Item.OUTPUT -> data(item, ReportType.OUTPUT);
      case Item.FEATURE -> data(item, ReportType.FEATURE);
      default ->
          throw new DescriptorException(
              item.offset(), "unknown main item tag 0x%x".formatted(item.tag()));
    }
    usages.clear();
    usageMinimum = -1;
    usageMaximum = -1;
  }

  private Usages usages(Item item) {
    if (usageMinimum >= 0) {
      if (usageMaximum < 0) {
        throw new DescriptorException(item.offset(), "Usage Minimum without Usage Maximum");
      }
      long count = Math.max(0, usageMaximum - usageMinimum + 1);
      return new Usages(new int[0], new int[0], page(item), usageMinimum, count);
    }
    int[] pages = new int[usages.size()];
    int[] ids = new int[usages.size()];
    for (int i = 0; i < ids.length; i++) {
      Item usage = usages.get(i);
      pages[i] = usage.size() == 4 ? usage.bits() >>> 16 : page(item);
      ids[i] = usage.bits() & 0xffff;
    }
    return new Usages(pages, ids, 0, 0, 0);
  }

  private int page(Item item) {
    if (globals.page < 0) {
      throw new DescriptorException(item.offset(), "a usage without Usage Page");
    }
    return globals.page;
  }

  private void data(Item item, ReportType type) {
    int flags = withData(item, type.text() + " item").bits();
    if (globals.count == 0 || globals.size == 0) {
      return;
    }
    boolean constant = (flags & Field.CONSTANT) != 0;
    Usages named = constant ? new Usages(new int[0], new int[0], 0, 0, 0) : usages(item);
    if (!constant && named.size() == 0) {
      throw new DescriptorException(
          item.offset(), "%s item with data, but without usages".formatted(type.text()));
    }
    int meaning = flags >> 2 & (type == ReportType.INPUT ? 0x5f : 0x7f);
    Report report = report(type, globals.id);
    List<Around> around = List.copyOf(open);
    if (!constant && (flags & Field.VARIABLE) != 0) {
      for (int i = 0; i < globals.count; i++) {
        add(report, Kind.VARIABLE, globals.size, named.page(i), named.id(i), 0, meaning, around);
      }
      return;
    }
    int bits = globals.size * globals.count;
    if (constant) {
      report.entries.add(
          new Entry(Kind.CONSTANT, report.bits, report.bits + bits, 0, 0, 0, 0, 0, 0, List.of()));
      report.bits += bits;
    } else {
      long last = named.size() - 1;
      add(report, Kind.ARRAY, bits, named.page(0), named.id(0), named.id(last), meaning, around);
    }
  }

  private Report report(ReportType type, int id) {
    List<Report> all = reports(type);
    for (Report report : all) {
      if (report.id == id) {
        return report;
      }
    }
    Report report = new Report(id);
    all.add(report);
    return report;
  }

  private void add(
      Report report,
      Kind kind,
      int bits,
      int page,
      int firstUsage,
      int lastUsage,
      int flags,
      List<Around> around) {
    report.entries.add(
        new Entry(
            kind,
            report.bits,
            report.bits + bits,
            page,
            firstUsage,
            lastUsage,
            globals.logicalMinimum,
            globals.logicalMaximum,
            flags,
            around));
    report.bits += bits;
  }
}
