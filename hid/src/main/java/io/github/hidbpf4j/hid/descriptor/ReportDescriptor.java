package io.github.hidbpf4j.hid.descriptor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report descriptor that the HID core accepts, with its interpretation. Immutable. Created by
 * {@link DescriptorParser}.
 */
public final class ReportDescriptor {
  /**
   * Something odd that the HID core accepts.
   *
   * @param offset offset in bytes of the item
   * @param message one line, without the offset
   */
  public record Warning(int offset, String message) {
    @Override
    public String toString() {
      return "report descriptor: offset " + offset + ": " + message;
    }
  }

  private static final int IDS = DescriptorParser.MAX_REPORT_ID + 1;

  private final byte[] bytes;
  private final List<Collection> collections;
  private final List<ReportLayout> reports;
  private final List<Warning> warnings;
  private final @Nullable ReportLayout[][] byTypeAndId =
      new @Nullable ReportLayout[ReportType.COUNT][IDS];
  private final int[] lengths = new int[ReportType.COUNT * IDS];
  private final boolean[] numbered = new boolean[ReportType.COUNT];
  private final int maxReportLength;

  ReportDescriptor(
      byte[] bytes,
      List<Collection> collections,
      List<ReportLayout> reports,
      List<Warning> warnings) {
    this.bytes = bytes;
    this.collections = List.copyOf(collections);
    this.reports = List.copyOf(reports);
    this.warnings = List.copyOf(warnings);
    int longest = 0;
    Arrays.fill(lengths, -1);
    for (ReportLayout report : reports) {
      int type = report.type().coreNumber();
      byTypeAndId[type][report.id()] = report;
      lengths[type * IDS + report.id()] = report.length();
      numbered[type] |= report.id() != 0;
      longest = Math.max(longest, report.length());
    }
    this.maxReportLength = longest;
  }

  /**
   * Parses with the kernel's own limit on the length of a report (16384 bytes).
   *
   * @param bytes the descriptor; the array is copied
   * @return the parsed descriptor
   * @throws DescriptorException if the HID core would refuse it
   */
  public static ReportDescriptor parse(byte[] bytes) {
    return DescriptorParser.parse(bytes, DescriptorParser.MAX_BUFFER_SIZE);
  }

  /**
   * Same, but returns null on failure.
   *
   * @param bytes the descriptor; the array is copied
   * @return the parsed descriptor; null if the HID core would refuse it
   */
  public static @Nullable ReportDescriptor parseOrNull(byte[] bytes) {
    try {
      return parse(bytes);
    } catch (DescriptorException e) {
      return null;
    }
  }

  /** {@return a copy of the bytes} */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** {@return the length in bytes} */
  public int length() {
    return bytes.length;
  }

  /** {@return the items in order} */
  public List<Item> items() {
    List<Item> items = new ArrayList<>();
    ItemReader reader = new ItemReader(bytes);
    for (Item item = reader.next(); item != null; item = reader.next()) {
      items.add(item);
    }
    return items;
  }

  /** {@return the collections in the order in which they open; each knows its parent} */
  public List<Collection> collections() {
    return collections;
  }

  /** {@return the reports of all types in the order of their first appearance} */
  public List<ReportLayout> reports() {
    return reports;
  }

  /**
   * {@return the reports of a type in the order of their first appearance}
   *
   * @param type input, output or feature
   */
  public List<ReportLayout> reports(ReportType type) {
    return reports.stream().filter(report -> report.type() == type).toList();
  }

  /**
   * {@return the report of this type and id; null if there is none}
   *
   * @param type input, output or feature
   * @param id report id; 0 for the report without an id
   */
  public @Nullable ReportLayout report(ReportType type, int id) {
    return id < 0 || id > DescriptorParser.MAX_REPORT_ID
        ? null
        : byTypeAndId[type.coreNumber()][id];
  }

  /**
   * Finds the report for these bytes: by the first byte if the type is numbered, else the report
   * without id.
   *
   * @param type input, output or feature
   * @param data the report as transferred, id byte first if the type is numbered
   * @return its layout; null if the descriptor has no such report
   */
  public @Nullable ReportLayout reportOf(ReportType type, byte[] data) {
    return reportOf(type, data, data.length);
  }

  /**
   * Finds the report at the start of an array, like {@link #reportOf(ReportType, byte[])}.
   *
   * @param type input, output or feature
   * @param data an array that starts with the report as transferred
   * @param length length of the report in bytes
   * @return its layout; null if the descriptor has no such report
   */
  public @Nullable ReportLayout reportOf(ReportType type, byte[] data, int length) {
    if (!isNumbered(type)) {
      return report(type, 0);
    }
    return length == 0 ? null : report(type, data[0] & 0xff);
  }

  /**
   * {@return whether reports of this type start with an id byte: if any of them has an id}
   *
   * @param type input, output or feature
   */
  public boolean isNumbered(ReportType type) {
    return numbered[type.coreNumber()];
  }

  /**
   * {@return the {@link ReportLayout#length} of this report in bytes; -1 if there is none}
   *
   * @param type input, output or feature
   * @param id report id; 0 for the report without an id
   */
  public int reportLength(ReportType type, int id) {
    return id < 0 || id >= IDS ? -1 : lengths[type.coreNumber() * IDS + id];
  }

  /**
   * {@return the length in bytes of the longest report of any type, id byte included; 0 if there
   * are no reports}
   */
  public int maxReportLength() {
    return maxReportLength;
  }

  /** {@return what the HID core logs or silently skips, in the order of the descriptor} */
  public List<Warning> warnings() {
    return warnings;
  }
}
