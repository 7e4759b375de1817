package io.github.hidbpf4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON objects, one per line, told apart by their first field, {@code type}. In the first
 * line of an output the {@link JsonFormat} follows it.
 */
final class JsonLines {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final PrintWriter out;
  private @Nullable JsonGenerator generator;

  /** The format that the next line names; null unless that is the first. */
  private @Nullable JsonFormat format;

  private JsonLines(PrintWriter out, @Nullable JsonFormat format) {
    this.out = out;
    this.format = format;
  }

  /** A writer for a new output, from its first line. */
  static JsonLines begin(PrintWriter out, JsonFormat format) {
    return new JsonLines(out, format);
  }

  /** A writer for an output that already has its first line. */
  static JsonLines goOn(PrintWriter out) {
    return new JsonLines(out, null);
  }

  /** Writes the fields of an object. */
  @FunctionalInterface
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /** Writes an object whose first field is its {@code type}. */
  void object(String type, Fields fields) {
    object(
        json -> {
          json.writeStringField("type", type);
          JsonFormat first = format;
          if (first != null) {
            json.writeStringField("format", first.id());
            json.writeNumberField("version", first.version());
            format = null;
          }
          fields.write(json);
        });
  }

  private void object(Fields fields) {
    try {
      JsonGenerator json = generator();
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
      json.writeRaw('\n');
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the next line is the first one, which names the format. */
  boolean isFirst() {
    return format != null;
  }

  /** Writes a line that the caller has built: an object whose first field is its type. */
  void line(ReusedLine line) {
    line.print(out);
  }

  /** The generator for all lines: creating one takes longer than writing a line. */
  private JsonGenerator generator() throws IOException {
    JsonGenerator json = generator;
    if (json == null) {
      json =
          FACTORY
              .createGenerator(out)
              .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)
              .setRootValueSeparator(null);
      generator = json;
    }
    return json;
  }

  /** Writes a field that is an array of strings. */
  static void strings(JsonGenerator json, String field, Collection<String> values)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
