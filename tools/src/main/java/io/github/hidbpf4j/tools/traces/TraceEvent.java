package io.github.hidbpf4j.tools.traces;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.hidbpf4j.cli.file.InputFile;
import io.github.hidbpf4j.hid.HidException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A line of a trace: the kind of event, and its fields as text. {@code input} is the index of the
 * last input report before it, -1 before the first.
 */
record TraceEvent(String kind, long input, Map<String, String> fields) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Creates an event from alternating field names and values. */
  static TraceEvent of(String kind, long input, Object... fields) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      map.put(fields[i].toString(), fields[i + 1].toString());
    }
    return new TraceEvent(kind, input, map);
  }

  /** A field's text, or the empty string. */
  String get(String field) {
    return fields.getOrDefault(field, "");
  }

  /** A field as a number, 0 if absent. */
  long number(String field) {
    String text = get(field);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  @Override
  public String toString() {
    return kind + fields;
  }

  /** Reads a trace: one flat JSON object per line. */
  static List<TraceEvent> read(Path file) throws IOException {
    List<TraceEvent> events = new ArrayList<>();
    int number = 0;
    for (String line : InputFile.lines(file)) {
      number++;
      if (!line.isBlank()) {
        try {
          events.add(parse(line));
        } catch (IOException | NumberFormatException e) {
          throw new HidException(
              "%s:%d: found '%.80s', expected a flat JSON object".formatted(file, number, line), e);
        }
      }
    }
    return events;
  }

  private static TraceEvent parse(String line) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("a trace line is a JSON object, found: " + line);
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        fields.put(name, parser.getText());
      }
    }
    String kind = fields.getOrDefault("ev", "");
    long input = Long.parseLong(fields.getOrDefault("s", "-1"));
    fields.keySet().removeAll(List.of("ev", "n", "t_us", "s"));
    return new TraceEvent(kind, input, fields);
  }
}
