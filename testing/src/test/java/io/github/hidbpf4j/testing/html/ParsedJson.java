package io.github.hidbpf4j.testing.html;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses JSON into maps, lists, strings, numbers (double or long) and booleans. */
final class ParsedJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private ParsedJson() {}

  static Map<String, Object> object(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("no object: " + first);
      }
      Map<String, Object> object = readObject(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("more behind the object");
      }
      return object;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A nested value, by field names and indexes. */
  static Object at(Object value, Object... path) {
    Object now = value;
    for (Object step : path) {
      now =
          step instanceof Integer index
              ? ((List<?>) now).get(index)
              : java.util.Objects.requireNonNull(((Map<?, ?>) now).get(step), step + ": missing");
    }
    return now;
  }

  static List<?> list(Object value, Object... path) {
    return (List<?>) at(value, path);
  }

  private static Map<String, Object> readObject(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      @Nullable Object had = object.put(name, read(parser, parser.nextToken()));
      if (had != null) {
        throw new IllegalArgumentException(name + ": twice");
      }
    }
    return object;
  }

  private static Object read(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          list.add(read(parser, next));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      default -> throw new IllegalArgumentException("unexpected " + token);
    };
  }
}
