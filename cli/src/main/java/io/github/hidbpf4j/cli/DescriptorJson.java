package io.github.hidbpf4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.hid.descriptor.Collection;
import io.github.hidbpf4j.hid.descriptor.DecodedItem;
import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.Item;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.UsageList;
import io.github.hidbpf4j.hid.usage.Usages;
import java.io.IOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A report descriptor as JSON: {@code docs/descriptor-json.md}. */
final class DescriptorJson {
  private DescriptorJson() {}

  static void write(JsonGenerator o, String name, ReportDescriptor descriptor) throws IOException {
    byte[] bytes = descriptor.bytes();
    o.writeStringField("name", name);
    o.writeStringField("rdesc", Hex.plain(bytes));
    o.writeArrayFieldStart("items");
    for (DecodedItem item : DecodedItem.of(bytes)) {
      item(o, item, bytes);
    }
    o.writeEndArray();
    o.writeArrayFieldStart("collections");
    for (Collection c : descriptor.collections()) {
      collection(o, c);
    }
    o.writeEndArray();
    o.writeArrayFieldStart("reports");
    for (ReportLayout r : descriptor.reports()) {
      o.writeStartObject();
      o.writeStringField("type", r.type().text());
      o.writeNumberField("id", r.id());
      o.writeNumberField("length", r.length());
      o.writeNumberField("bits", r.bits());
      usage(o, "application", r.application());
      o.writeArrayFieldStart("fields");
      for (Field f : r.fields()) {
        field(o, f);
      }
      o.writeEndArray();
      o.writeEndObject();
    }
    o.writeEndArray();
    JsonLines.strings(o, "warnings", descriptor.warnings().stream().map(Object::toString).toList());
  }

  private static void item(JsonGenerator o, DecodedItem decoded, byte[] bytes) throws IOException {
    Item item = decoded.item();
    o.writeStartObject();
    o.writeNumberField("offset", item.offset());
    o.writeStringField("bytes", HexFormat.of().formatHex(bytes, item.offset(), item.end()));
    o.writeStringField("type", item.typeName());
    o.writeNumberField("tag", item.tag());
    o.writeNumberField("size", item.size());
    o.writeNumberField("value", item.unsigned());
    o.writeNumberField("signed", item.signed());
    o.writeNumberField("depth", decoded.depth());
    o.writeStringField("text", decoded.text());
    o.writeEndObject();
  }

  private static void collection(JsonGenerator o, Collection c) throws IOException {
    o.writeStartObject();
    o.writeNumberField("index", c.index());
    o.writeNumberField("type", c.type());
    o.writeStringField("type_name", Collection.typeName(c.type()));
    usage(o, "usage", c.usage());
    parent(o, "parent", c.parent());
    o.writeNumberField("level", c.level());
    o.writeNumberField("offset", c.offset());
    o.writeEndObject();
  }

  private static void parent(JsonGenerator o, String name, @Nullable Collection c)
      throws IOException {
    if (c == null) {
      o.writeNullField(name);
    } else {
      o.writeNumberField(name, c.index());
    }
  }

  private static void field(JsonGenerator o, Field f) throws IOException {
    o.writeStartObject();
    o.writeNumberField("offset", f.offset());
    o.writeNumberField("bit_offset", f.bitOffset());
    o.writeNumberField("size", f.size());
    o.writeNumberField("count", f.count());
    o.writeNumberField("flags", f.flags());
    o.writeStringField("flags_text", f.flagsText());
    o.writeBooleanField("padding", f.isPadding());
    o.writeBooleanField("array", f.isArray());
    o.writeBooleanField("relative", f.isRelative());
    o.writeBooleanField("signed", f.isSigned());
    o.writeNumberField("logical_minimum", f.logicalMinimum());
    o.writeNumberField("logical_maximum", f.logicalMaximumValue());
    o.writeNumberField("physical_minimum", f.physicalMinimum());
    o.writeNumberField("physical_maximum", f.physicalMaximumValue());
    o.writeNumberField("unit", Integer.toUnsignedLong(f.unit()));
    o.writeStringField("unit_text", f.unitText());
    o.writeNumberField("unit_exponent", f.unitExponent());
    o.writeArrayFieldStart("usages");
    for (UsageList.Range range : f.usages().ranges()) {
      o.writeStartObject();
      o.writeNumberField("first", Integer.toUnsignedLong(range.first()));
      o.writeStringField("first_name", Usages.name(range.first()));
      o.writeNumberField("last", Integer.toUnsignedLong(range.last()));
      o.writeStringField("last_name", Usages.name(range.last()));
      o.writeNumberField("count", range.count());
      o.writeEndObject();
    }
    o.writeEndArray();
    usage(o, "application", f.application());
    usage(o, "physical", f.physical());
    usage(o, "logical", f.logical());
    parent(o, "collection", f.collection());
    o.writeEndObject();
  }

  /** Writes an object with the usage's number and name; null for 0, which is no usage. */
  private static void usage(JsonGenerator o, String name, int usage) throws IOException {
    if (usage == 0) {
      o.writeNullField(name);
      return;
    }
    o.writeObjectFieldStart(name);
    o.writeNumberField("usage", Integer.toUnsignedLong(usage));
    o.writeStringField("name", Usages.name(usage));
    o.writeEndObject();
  }
}
