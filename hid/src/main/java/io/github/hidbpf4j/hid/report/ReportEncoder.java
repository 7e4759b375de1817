package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.usage.Usages;

/** Encodes reports: from decoded values, or element by element from usages. */
public final class ReportEncoder {
  private final ReportLayout layout;
  private final int payloadOffset;
  private final byte[] data;

  /**
   * Creates an encoder of a report whose elements are all zero, except array elements that have no
   * usage for zero. It has an id byte if its type is numbered.
   *
   * @param descriptor the descriptor with the report
   * @param type input, output or feature
   * @param id report id; 0 for the report without an id
   * @throws HidException if the descriptor has no such report
   */
  public ReportEncoder(ReportDescriptor descriptor, ReportType type, int id) {
    ReportLayout found = descriptor.report(type, id);
    if (found == null) {
      throw new HidException(type.text() + " report " + id + ": the descriptor has no such report");
    }
    this.layout = found;
    this.payloadOffset = descriptor.isNumbered(type) ? 1 : 0;
    this.data = new byte[payloadOffset + layout.payloadLength()];
    if (payloadOffset == 1) {
      data[0] = (byte) id;
    }
  }

  /**
   * The bytes of a decoded report: the inverse of {@link ReportDecoder#decode} on all bits that
   * belong to fields; the others are zero.
   *
   * @param report the decoded report
   * @return the report, id byte first if it has one
   */
  public static byte[] encode(DecodedReport report) {
    int offset = report.payloadOffset();
    byte[] bytes = new byte[offset + report.layout().payloadLength()];
    if (offset > 0) {
      bytes[0] = (byte) report.layout().id();
    }
    encode(report, bytes);
    return bytes;
  }

  /**
   * Writes the values of a decoded report into an existing report; bits that belong to no field,
   * and the id byte, are not changed. Bits beyond the array are dropped.
   *
   * @param report the decoded report
   * @param into the report to change, with its payload at the same offset
   */
  public static void encode(DecodedReport report, byte[] into) {
    int base = report.payloadOffset();
    int length = Math.max(0, into.length - base);
    for (FieldValue value : report.values()) {
      int size = value.field().size();
      if (value.isWide()) {
        BitField.insertBytes(into, base, length, value.bitOffset(), size, value.wide());
      } else {
        BitField.insert(into, base, length, value.bitOffset(), size, value.raw());
      }
    }
  }

  /**
   * Sets the first variable element with this usage. See {@link #set(int, int, long)}.
   *
   * @param usage its usage, page in the upper 16 bits
   * @param value must fit in the element
   * @return this encoder
   * @throws HidException if there is no such element or the value does not fit
   */
  public ReportEncoder set(int usage, long value) {
    return set(usage, 0, value);
  }

  /**
   * Sets a variable element.
   *
   * @param usage its usage, page in the upper 16 bits
   * @param occurrence rank among the elements with that usage, from 0
   * @param value must fit in the element
   * @return this encoder
   * @throws HidException if there is no such element or the value does not fit
   */
  public ReportEncoder set(int usage, int occurrence, long value) {
    int left = occurrence;
    for (Field field : layout.fields()) {
      if (field.isArray() || field.usages().isEmpty()) {
        continue;
      }
      for (int i = 0; i < field.count(); i++) {
        if (field.usage(i) == usage && left-- == 0) {
          put(field, i, value);
          return this;
        }
      }
    }
    throw new HidException(
        "%s report %d: no element %d with usage %s"
            .formatted(layout.type().text(), layout.id(), occurrence, Usages.name(usage)));
  }

  /**
   * Selects a usage in the first free array element: one that selects nothing yet.
   *
   * @param usage the usage, page in the upper 16 bits
   * @return this encoder
   * @throws HidException if no array has the usage, or none has a free element
   */
  public ReportEncoder select(int usage) {
    boolean known = false;
    for (Field field : layout.fields()) {
      int place = field.isArray() ? field.usages().indexOf(usage) : -1;
      if (place < 0) {
        continue;
      }
      known = true;
      for (int i = 0; i < field.count(); i++) {
        int bitOffset = field.bitOffset() + i * field.size();
        long now =
            ReportDecoder.value(field, data, payloadOffset, layout.payloadLength(), bitOffset);
        int selected = field.selectedIndex((int) now);
        // Usage id 0 of a page means "nothing" wherever arrays declare it.
        if (selected < 0 || (field.usage(selected) & 0xffff) == 0) {
          put(field, i, place + (long) field.logicalMinimum());
          return this;
        }
      }
    }
    throw new HidException(
        "%s report %d: %s %s"
            .formatted(
                layout.type().text(),
                layout.id(),
                known ? "no free array element for" : "no array with usage",
                Usages.name(usage)));
  }

  /** {@return a copy of the current report} */
  public byte[] toBytes() {
    return data.clone();
  }

  private void put(Field field, int index, long value) {
    int bits = Math.min(FieldValue.NARROW_BITS, field.size());
    long cut = field.isSigned() ? BitField.signExtend(value, bits) : value & (1L << bits) - 1;
    if (cut != value) {
      throw new HidException(
          "%s report %d: %s: value %d does not fit into %d bits%s"
              .formatted(
                  layout.type().text(),
                  layout.id(),
                  Usages.name(field.usage(index)),
                  value,
                  bits,
                  field.isSigned() ? " signed" : ""));
    }
    int bitOffset = field.bitOffset() + index * field.size();
    BitField.insert(data, payloadOffset, layout.payloadLength(), bitOffset, bits, value);
  }
}
