package io.github.hidbpf4j.testing.html;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.hid.descriptor.DecodedItem;
import io.github.hidbpf4j.hid.descriptor.DescriptorDiff;
import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.UsageList;
import io.github.hidbpf4j.hid.usage.Usages;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes descriptors: their items in words, and their reports field by field. */
final class DescriptorData {
  /** How many usages of one field are named; a field can declare thousands. */
  private static final int MOST_NAMES = 4_096;

  private final JsonGenerator json;

  /** Names of the usages that occurred. */
  private final Map<Integer, String> usages = new TreeMap<>(Integer::compareUnsigned);

  DescriptorData(JsonGenerator json) {
    this.json = json;
  }

  /** Writes an array of descriptors, and the names of all usages in them. */
  void write(List<byte[]> descriptors) throws IOException {
    json.writeArrayFieldStart("descriptors");
    for (byte[] descriptor : descriptors) {
      write(descriptor);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("usages");
    for (Map.Entry<Integer, String> usage : usages.entrySet()) {
      json.writeStringField(Integer.toUnsignedString(usage.getKey()), usage.getValue());
    }
    json.writeEndObject();
  }

  /**
   * Writes the difference of two descriptors: pairs of items' indexes, -1 for one that is missing.
   */
  static void diff(JsonGenerator json, byte[] before, byte[] after) throws IOException {
    json.writeArrayFieldStart("diff");
    for (DescriptorDiff.Step step : DescriptorDiff.steps(before, after)) {
      json.writeNumber(step.sign() == '+' ? -1 : step.before());
      json.writeNumber(step.sign() == '-' ? -1 : step.after());
    }
    json.writeEndArray();
  }

  private void write(byte[] descriptor) throws IOException {
    json.writeStartObject();
    json.writeStringField("hex", HexFormat.of().formatHex(descriptor));
    json.writeArrayFieldStart("items");
    int end = 0;
    for (DecodedItem decoded : DecodedItem.of(descriptor)) {
      item(decoded.item().offset(), decoded.item().length(), decoded.depth(), decoded.text());
      end = decoded.item().end();
    }
    if (end < descriptor.length) {
      item(end, descriptor.length - end, 0, "item cut off");
    }
    json.writeEndArray();
    try {
      ReportDescriptor parsed = ReportDescriptor.parse(descriptor);
      PageJson.strings(
          json,
          "warnings",
          parsed.warnings().stream()
              .map(w -> "offset " + w.offset() + ": " + w.message())
              .toList());
      json.writeArrayFieldStart("reports");
      for (ReportLayout report : parsed.reports()) {
        report(report, parsed.isNumbered(report.type()));
      }
      json.writeEndArray();
    } catch (DescriptorException e) {
      json.writeStringField("error", e.getMessage());
    }
    json.writeEndObject();
  }

  private void item(int offset, int length, int depth, String text) throws IOException {
    json.writeStartArray();
    json.writeNumber(offset);
    json.writeNumber(length);
    json.writeNumber(depth);
    json.writeString(text);
    json.writeEndArray();
  }

  private void report(ReportLayout report, boolean numbered) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", report.type().text());
    json.writeNumberField("id", report.id());
    json.writeBooleanField("numbered", numbered);
    json.writeNumberField("bits", report.bits());
    json.writeNumberField("length", report.payloadLength() + (numbered ? 1 : 0));
    json.writeNumberField("application", named(report.application()));
    json.writeArrayFieldStart("fields");
    for (Field field : report.fields()) {
      field(field);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void field(Field field) throws IOException {
    json.writeStartObject();
    json.writeNumberField("offset", field.offset());
    json.writeNumberField("bit", field.bitOffset());
    json.writeNumberField("size", field.size());
    json.writeNumberField("count", field.count());
    json.writeNumberField("flags", field.flags());
    json.writeStringField("flagsText", field.flagsText());
    json.writeNumberField("min", field.logicalMinimum());
    json.writeNumberField("max", field.logicalMaximumValue());
    if (field.physicalMinimum() != 0 || field.physicalMaximum() != 0) {
      json.writeNumberField("pmin", field.physicalMinimum());
      json.writeNumberField("pmax", field.physicalMaximumValue());
    }
    if (field.unit() != 0) {
      json.writeStringField("unit", field.unitText());
      json.writeNumberField("exponent", field.unitExponent());
    }
    if (field.physical() != 0) {
      json.writeNumberField("physical", named(field.physical()));
    }
    if (field.logical() != 0) {
      json.writeNumberField("logical", named(field.logical()));
    }
    json.writeNumberField("application", named(field.application()));
    // First usage, how many, and whether adding may carry from the id into the page.
    json.writeArrayFieldStart("usages");
    int left = MOST_NAMES;
    for (UsageList.Range range : field.usages().ranges()) {
      json.writeNumber(Integer.toUnsignedLong(range.first()));
      json.writeNumber(range.count());
      json.writeNumber(range.extended() ? 1 : 0);
      for (int i = 0; i < range.count() && left > 0; i++, left--) {
        // A page shows the number of a usage without a name.
        if (i == 0 || i == range.count() - 1 || Usages.isKnown(range.get(i))) {
          long _ = named(range.get(i));
        }
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private long named(int usage) {
    if (usage != 0) {
      String _ = usages.computeIfAbsent(usage, Usages::name);
    }
    return Integer.toUnsignedLong(usage);
  }
}
