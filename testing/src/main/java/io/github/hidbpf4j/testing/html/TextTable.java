package io.github.hidbpf4j.testing.html;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts that occur often, numbered; number 0 is the empty one. */
final class TextTable {
  /** How many texts are kept: programs, hooks and maps are few, map elements need not be. */
  private static final int MOST = 65_536;

  private static final String MANY = "…";

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> texts = new ArrayList<>();

  TextTable() {
    int _ = number("");
  }

  /** The number of a text; if there are too many, that of an ellipsis. */
  int number(String text) {
    Integer known = numbers.get(text);
    if (known != null) {
      return known;
    }
    if (texts.size() < MOST) {
      return enter(text);
    }
    Integer many = numbers.get(MANY);
    return many != null ? many : enter(MANY);
  }

  private int enter(String text) {
    int number = texts.size();
    numbers.put(text, number);
    texts.add(text);
    return number;
  }

  List<String> texts() {
    return List.copyOf(texts);
  }
}
