package io.github.hidbpf4j.hid.descriptor;

import io.github.hidbpf4j.hid.HidException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses an edited listing of a descriptor: the lines printed by {@link DescriptorPrinter}, with
 * bytes or words changed, lines added, moved or removed. If bytes and words of a line disagree, the
 * side that differs from the original wins; the number at its end identifies the original item. A
 * new line has bytes, or words, or both.
 */
public final class DescriptorEdit {
  private static final String COMMENT = "//";
  private static final Pattern SUMMARY =
      Pattern.compile("(?:(?:input|output|feature) report\\b|warning: ).*");
  private static final Pattern WORDS = Pattern.compile("(.*?)(?:\\s+(\\d{1,5}))?\\s*");
  private static final Pattern BYTE = Pattern.compile("(?:0[xX])?([0-9a-fA-F]{2})(?=[,\\s]|$)");
  private static final String CUT_OFF = "item cut off";

  private record Original(byte[] bytes, String words) {}

  private final String source;
  private final Map<Integer, Original> original = new HashMap<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<String> notes = new ArrayList<>();
  private final List<Integer> lineOfByte = new ArrayList<>();
  private final ItemText state = new ItemText();
  private int line;
  private String text = "";

  private DescriptorEdit(String source, byte[] before) {
    this.source = source;
    for (DecodedItem decoded : DecodedItem.of(before)) {
      Item item = decoded.item();
      original.put(
          item.offset(),
          new Original(Arrays.copyOfRange(before, item.offset(), item.end()), decoded.text()));
    }
  }

  /**
   * The result of an edited listing.
   *
   * @param bytes the descriptor, valid for the kernel
   * @param notes notes for the editor: lines whose meaning has changed
   */
  public record Edited(byte[] bytes, List<String> notes) {}

  /**
   * {@return the result of an edited listing}
   *
   * @param source name of the text in messages
   * @param text the listing
   * @param before the descriptor that was listed
   * @throws HidException with line and column at the first line that cannot be read, or with the
   *     line of the item that the kernel would refuse
   */
  public static Edited parse(String source, String text, byte[] before) {
    DescriptorEdit edit = new DescriptorEdit(source, before);
    for (String line : text.split("\n", -1)) {
      edit.line++;
      edit.text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      edit.read();
    }
    byte[] after = edit.bytes.toByteArray();
    edit.check(after);
    return new Edited(after, List.copyOf(edit.notes));
  }

  private void check(byte[] after) {
    try {
      ReportDescriptor _ = ReportDescriptor.parse(after);
    } catch (DescriptorException e) {
      int at = lineOfByte.isEmpty() ? 1 : lineOfByte.get(Math.min(e.offset(), after.length - 1));
      String words = "";
      for (DecodedItem decoded : DecodedItem.of(after)) {
        words = decoded.item().offset() <= e.offset() ? decoded.text() : words;
      }
      throw new HidException(
          "%s:%d: the kernel refuses the descriptor at %s: %s"
              .formatted(source, at, words.isEmpty() ? "its first item" : words, e.getMessage()),
          e);
    }
  }

  private void read() {
    int start = 0;
    while (start < text.length()
        && (Character.isWhitespace(text.charAt(start))
            || DescriptorPrinter.isMarker(text.charAt(start)))) {
      start++;
    }
    String rest = text.substring(start);
    if (rest.isEmpty()
        || rest.startsWith("#")
        || rest.startsWith(COMMENT)
        || SUMMARY.matcher(rest).matches()) {
      return;
    }
    int comment = text.indexOf(COMMENT, start);
    if (comment < 0 && ItemWords.areWords(withoutOffset(rest))) {
      add(words(withoutOffset(rest), start, -1));
      return;
    }
    int end = comment < 0 ? text.length() : comment;
    byte[] given = bytes(start, end);
    if (comment < 0) {
      add(given);
      return;
    }
    int from = comment + COMMENT.length();
    while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    add(chosen(given, start, text.substring(from), from));
  }

  private static String withoutOffset(String words) {
    Matcher m = WORDS.matcher(words);
    return m.matches() ? m.group(1).strip() : words.strip();
  }

  private byte[] bytes(int start, int end) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    Matcher m = BYTE.matcher(text).region(start, end);
    int at = start;
    while (at < end) {
      char c = text.charAt(at);
      if (c == ',' || Character.isWhitespace(c)) {
        at++;
        continue;
      }
      m.region(at, end);
      if (!m.lookingAt()) {
        int stop = at;
        while (stop < end
            && !Character.isWhitespace(text.charAt(stop))
            && text.charAt(stop) != ',') {
          stop++;
        }
        throw error(
            at,
            "found '%s', expected a byte in hex, or an item in words: %s"
                .formatted(text.substring(at, stop), ItemWords.names()));
      }
      read.write(Integer.parseInt(m.group(1), 16));
      at = m.end();
    }
    return read.toByteArray();
  }

  /** The bytes that a line with both stands for. */
  private byte[] chosen(byte[] given, int bytesAt, String comment, int wordsAt) {
    Matcher m = WORDS.matcher(comment);
    String words = m.matches() ? m.group(1).strip() : comment.strip();
    if (words.isEmpty() || words.equals(CUT_OFF)) {
      return given;
    }
    Item item = new ItemReader(given).next();
    if (item == null || item.length() != given.length) {
      throw error(bytesAt, "found %d bytes, expected those of one item".formatted(given.length));
    }
    String meant = state.copy().next(item);
    Original was =
        m.matches() && m.group(2) != null ? original.get(Integer.valueOf(m.group(2))) : null;
    if (meant.equals(words) || !ItemWords.areWords(words)) {
      return given;
    }
    boolean sameBytes = was != null && Arrays.equals(was.bytes(), given);
    boolean sameWords = was != null && was.words().equals(words);
    if (sameBytes && sameWords) {
      notes.add("%s:%d: '%s' means '%s' now".formatted(source, line, words, meant));
      return given;
    }
    if (sameWords) {
      return given;
    }
    if (sameBytes) {
      return words(words, wordsAt, item.size());
    }
    throw error(
        wordsAt,
        "the bytes mean '%s', the words are '%s': change only one of them, or leave one out"
            .formatted(meant, words));
  }

  private byte[] words(String words, int at, int size) {
    byte[] made = ItemWords.bytes(words, state, size);
    if (made == null) {
      throw error(at, "no item matches the words '%s': give its bytes".formatted(words));
    }
    return made;
  }

  private void add(byte[] more) {
    if (bytes.size() + more.length > DescriptorParser.MAX_DESCRIPTOR_SIZE) {
      throw error(0, "more than 4096 bytes, the most that a descriptor can have");
    }
    bytes.writeBytes(more);
    for (int i = 0; i < more.length; i++) {
      lineOfByte.add(line);
    }
    ItemReader reader = new ItemReader(more);
    Item item = reader.next();
    while (item != null) {
      String _ = state.next(item);
      item = reader.next();
    }
  }

  private HidException error(int column, String message) {
    return new HidException("%s:%d:%d: %s".formatted(source, line, column + 1, message));
  }
}
