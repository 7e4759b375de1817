package io.github.hidbpf4j.tools.evdev;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value, parsed completely, with the accessors that measurements need. */
final class JsonTree {
  private static final JsonFactory JSON = new JsonFactory();

  private final @Nullable Object value;

  private JsonTree(@Nullable Object value) {
    this.value = value;
  }

  static JsonTree parse(String text) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      return new JsonTree(read(parser));
    }
  }

  private static @Nullable Object read(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IOException("found nothing, expected a JSON value");
    }
    return switch (token) {
      case START_OBJECT -> {
        Map<String, JsonTree> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, new JsonTree(read(parser)));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<JsonTree> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(new JsonTree(read(parser)));
        }
        yield elements;
      }
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> parser.getText();
    };
  }

  /** A member of an object; an empty value if it does not exist. */
  JsonTree get(String name) {
    if (value instanceof Map<?, ?> members && members.get(name) instanceof JsonTree member) {
      return member;
    }
    return new JsonTree(null);
  }

  /** The elements of an array; empty if it is not an array. */
  List<JsonTree> elements() {
    List<JsonTree> elements = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof JsonTree tree) {
          elements.add(tree);
        }
      }
    }
    return elements;
  }

  boolean isNull() {
    return value == null;
  }

  /** The text of a string or number; "" for an empty value. */
  String text() {
    return value == null ? "" : value.toString();
  }

  int number() {
    return value instanceof Number number ? number.intValue() : 0;
  }

  double decimal() {
    return value instanceof Number number ? number.doubleValue() : 0;
  }

  boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  /** The numbers of an array. */
  List<Integer> numbers() {
    return elements().stream().map(JsonTree::number).toList();
  }
}
