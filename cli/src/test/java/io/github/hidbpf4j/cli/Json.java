package io.github.hidbpf4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A line of JSON output, read by a strict parser: its fields, and all scalars below each. */
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final Map<String, JsonToken> tokens = new LinkedHashMap<>();

  private Json() {}

  static List<Json> lines(CommandRun run) throws IOException {
    List<Json> all = new ArrayList<>();
    for (String line : run.lines()) {
      all.add(parse(line));
    }
    return all;
  }

  static Json parse(String line) throws IOException {
    Json json = new Json();
    try (JsonParser parser = FACTORY.createParser(line)) {
      parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      expect(parser.nextToken() == JsonToken.START_OBJECT, line);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        json.tokens.put(name, parser.nextToken());
        List<String> found = new ArrayList<>();
        json.values.put(name, found);
        int depth = 0;
        do {
          JsonToken token = parser.currentToken();
          if (token.isStructStart()) {
            depth++;
          } else if (token.isStructEnd()) {
            depth--;
          } else if (token.isScalarValue()) {
            found.add(parser.getText());
          }
        } while (depth > 0 && parser.nextToken() != null);
      }
      expect(parser.currentToken() == JsonToken.END_OBJECT, line);
      expect(parser.nextToken() == null, line);
    }
    return json;
  }

  private static void expect(boolean condition, String line) {
    if (!condition) {
      throw new AssertionError("not one JSON object: " + line);
    }
  }

  /** Names of the fields. */
  List<String> fields() {
    return List.copyOf(values.keySet());
  }

  /** All scalars in a field. */
  List<String> values(String field) {
    return values.getOrDefault(field, List.of());
  }

  /** The only scalar in a field. */
  String text(String field) {
    List<String> all = values(field);
    if (all.size() != 1) {
      throw new AssertionError(field + " is " + all);
    }
    return all.getFirst();
  }

  JsonToken token(String field) {
    return tokens.getOrDefault(field, JsonToken.NOT_AVAILABLE);
  }
}
