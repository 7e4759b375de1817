package io.github.hidbpf4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON objects, one a line, each told apart by its first field, {@code type}. The first line
 * of an output has its {@link JsonFormat} behind that.
 */
final class JsonLines {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final PrintWriter out;
  private @Nullable JsonGenerator generator;

  /** What the next line is to name; null when it is not the first. */
  private @Nullable JsonFormat format;

  private JsonLines(PrintWriter out, @Nullable JsonFormat format) {
    this.out = out;
    this.format = format;
  }

  /** Writes from the first line on. */
  static JsonLines begin(PrintWriter out, JsonFormat format) {
    return new JsonLines(out, format);
  }

  /** Writes lines that are not the first. */
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

  /** Whether the next line is the first, which names the format. */
  boolean isFirst() {
    return format != null;
  }

  /** Writes a line that somebody has put together: an object whose first field is its type. */
  void line(ReusedLine line) {
    line.print(out);
  }

  /** One for all lines: to make one takes longer than to write a line. */
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
