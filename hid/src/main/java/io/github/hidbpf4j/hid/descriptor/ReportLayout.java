package io.github.hidbpf4j.hid.descriptor;

import java.util.List;

/**
 * One report: the fields of all main items of its type and id.
 *
 * @param type input, output or feature
 * @param id 1 to 255; 0 if the fields came before any Report ID
 * @param bits number of bits of payload, including padding, excluding the id byte
 * @param application usage of the application collection around its first main item
 * @param fields the fields in order, padding included
 */
public record ReportLayout(ReportType type, int id, int bits, int application, List<Field> fields) {

  /** Copies the list. */
  public ReportLayout {
    fields = List.copyOf(fields);
  }

  /** {@return the length of the payload in bytes, excluding the id byte} */
  public int payloadLength() {
    return (bits + 7) >>> 3;
  }

  /**
   * {@return the length of the report in bytes as transferred, including the id byte if it has one
   * ({@code hid_report_len})}
   */
  public int length() {
    return payloadLength() + (id > 0 ? 1 : 0);
  }
}
