package io.github.hidbpf4j.hid.descriptor;

import java.util.List;

/**
 * One report: the fields that all main items of its type and id add up to.
 *
 * @param type input, output or feature
 * @param id 1 to 255; 0 if the fields came before any Report ID
 * @param bits bits of payload, padding included, the id byte not
 * @param application usage of the application collection around its first main item
 * @param fields the fields in order, padding included
 */
public record ReportLayout(ReportType type, int id, int bits, int application, List<Field> fields) {

  /** A layout; the list is copied. */
  public ReportLayout {
    fields = List.copyOf(fields);
  }

  /** {@return the bytes of payload, the id byte not counted} */
  public int payloadLength() {
    return (bits + 7) >>> 3;
  }

  /**
   * {@return the bytes of the report as it travels, the id byte counted if the report has an id
   * ({@code hid_report_len})}
   */
  public int length() {
    return payloadLength() + (id > 0 ? 1 : 0);
  }
}
