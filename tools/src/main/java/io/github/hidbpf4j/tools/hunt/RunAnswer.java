package io.github.hidbpf4j.tools.hunt;

import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to.
 *
 * @param error 0, or the negative error number of a run that did not take place
 * @param result the low 32 bits of what the program returned
 * @param data context or packet as the program left it
 * @param maps contents of its maps afterwards, as hex, by key; of those that are looked at
 */
record RunAnswer(int error, int result, byte[] data, List<SortedMap<String, String>> maps) {
  /** Between the parts of {@link #text}. */
  static final String PART = "\t";

  private static final HexFormat HEX = HexFormat.of();

  /** A line: what two sides are compared by. */
  String text() {
    StringJoiner parts = new StringJoiner(PART);
    parts.add("error " + error);
    parts.add("returned " + Integer.toHexString(result));
    parts.add("data " + HEX.formatHex(data));
    int number = 0;
    for (SortedMap<String, String> map : maps) {
      StringJoiner entries = new StringJoiner(" ", "map " + number++ + " ", "");
      map.forEach((key, value) -> entries.add(key + "=" + value));
      parts.add(entries.toString());
    }
    return parts.toString();
  }

  /** What differs first between two lines: the part's name; null for none. */
  static @Nullable String difference(String one, String other) {
    List<String> ours = List.of(one.split(PART));
    List<String> theirs = List.of(other.split(PART));
    for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
      if (i >= ours.size() || i >= theirs.size()) {
        return "parts";
      }
      if (!ours.get(i).equals(theirs.get(i))) {
        String part = ours.get(i);
        return part.startsWith("map ") ? part.substring(0, 5) : part.split(" ", 2)[0];
      }
    }
    return null;
  }
}
