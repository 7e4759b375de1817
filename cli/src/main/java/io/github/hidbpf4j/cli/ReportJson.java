package io.github.hidbpf4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.report.DecodedReport;
import io.github.hidbpf4j.hid.report.FieldValue;
import io.github.hidbpf4j.hid.report.ReportDecoder;
import io.github.hidbpf4j.hid.usage.Usages;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of the fields of input reports as JSON: {@code run --json --fields}. */
final class ReportJson {
  private ReportJson() {}

  /**
   * Writes a field of the current object: an array of the elements that are not padding, in the
   * order of their bits.
   *
   * @param descriptor describes the report; the array is empty if this is null or has no such
   *     report
   */
  static void write(
      JsonGenerator json, String name, @Nullable ReportDescriptor descriptor, byte[] report)
      throws IOException {
    json.writeArrayFieldStart(name);
    ReportLayout layout = descriptor == null ? null : descriptor.reportOf(ReportType.INPUT, report);
    if (descriptor != null && layout != null) {
      DecodedReport decoded =
          ReportDecoder.decode(layout, descriptor.isNumbered(ReportType.INPUT) ? 1 : 0, report);
      List<FieldValue> values = decoded.values();
      for (FieldValue value : values) {
        if (!value.field().isPadding()) {
          element(json, value);
        }
      }
    }
    json.writeEndArray();
  }

  private static void element(JsonGenerator json, FieldValue value) throws IOException {
    json.writeStartObject();
    json.writeNumberField("bit_offset", value.bitOffset());
    if (value.usage() == 0) {
      json.writeNullField("usage");
    } else {
      json.writeObjectFieldStart("usage");
      json.writeNumberField("usage", Integer.toUnsignedLong(value.usage()));
      json.writeStringField("name", Usages.name(value.usage()));
      json.writeEndObject();
    }
    if (value.isWide()) {
      json.writeStringField("bytes", Hex.plain(value.wide()));
    } else {
      json.writeNumberField("value", value.value());
    }
    if (value.field().isArray()) {
      json.writeBooleanField("array", true);
    }
    if (value.isNull()) {
      json.writeBooleanField("null_state", true);
    }
    json.writeEndObject();
  }
}
