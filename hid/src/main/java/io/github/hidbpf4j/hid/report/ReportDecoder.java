package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes reports by their descriptor as the HID core does: a short report is padded with zeros,
 * bytes beyond the layout are ignored.
 *
 * <p>Source: {@code hid_input_fetch_field} and {@code hid_report_raw_event} in {@code
 * drivers/hid/hid-core.c}, Linux 6.12.
 */
public final class ReportDecoder {
  private final ReportDescriptor descriptor;

  /**
   * Creates a decoder of the reports of one descriptor.
   *
   * @param descriptor the parsed descriptor
   */
  public ReportDecoder(ReportDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Decodes a report.
   *
   * @param type input, output or feature
   * @param data the report, id byte first if its type is numbered
   * @return the values of all elements
   * @throws HidException if the descriptor has no such report
   */
  public DecodedReport decode(ReportType type, byte[] data) {
    ReportLayout layout = descriptor.reportOf(type, data);
    if (layout == null) {
      String found =
          !descriptor.isNumbered(type)
              ? "a report"
              : data.length == 0 ? "no byte" : "id " + (data[0] & 0xff);
      throw new HidException(
          type.text() + " report: found " + found + ", but the descriptor has " + has(type));
    }
    return decode(layout, descriptor.isNumbered(type) ? 1 : 0, data);
  }

  private String has(ReportType type) {
    List<ReportLayout> reports = descriptor.reports(type);
    if (reports.isEmpty()) {
      return "no " + type.text() + " reports";
    }
    return reports.stream().map(report -> String.valueOf(report.id())).toList().toString();
  }

  /**
   * Decodes a report of known layout.
   *
   * @param layout layout of the report
   * @param payloadOffset number of bytes before the payload; 1 if there is an id byte
   * @param data the report, including the id byte if there is one
   * @return the values of all elements
   */
  public static DecodedReport decode(ReportLayout layout, int payloadOffset, byte[] data) {
    List<FieldValue> values = new ArrayList<>();
    int length = Math.max(0, data.length - payloadOffset);
    for (Field field : layout.fields()) {
      if (field.size() == 0) {
        continue;
      }
      for (int i = 0; i < field.count(); i++) {
        values.add(element(field, i, data, payloadOffset, length));
      }
    }
    return new DecodedReport(layout, payloadOffset, values);
  }

  private static FieldValue element(Field field, int index, byte[] data, int base, int length) {
    int size = field.size();
    int bitOffset = field.bitOffset() + index * size;
    boolean wide = size > FieldValue.NARROW_BITS;
    long raw = BitField.extract(data, base, length, bitOffset, Math.min(64, size));
    long value = value(field, data, base, length, bitOffset);
    int selected = field.isVariable() ? index : field.selectedIndex((int) value);
    return new FieldValue(
        field,
        index,
        selected < 0 ? 0 : field.usage(selected),
        raw,
        value,
        wide ? BitField.extractBytes(data, base, length, bitOffset, size) : FieldValue.NARROW);
  }

  /**
   * Reads the value of one element, without allocation.
   *
   * @param field the field of the element
   * @param data the report
   * @param base offset of the payload in the report, in bytes
   * @param length length of the payload in bytes; bits beyond read as zero
   * @param bitOffset first bit of the element, from the start of the payload
   * @return the low 32 bits of the element in the form of {@link FieldValue#value}
   */
  public static long value(Field field, byte[] data, int base, int length, int bitOffset) {
    int bits = Math.min(FieldValue.NARROW_BITS, field.size());
    long raw = BitField.extract(data, base, length, bitOffset, bits);
    return field.isSigned() ? BitField.signExtend(raw, bits) : raw;
  }
}
