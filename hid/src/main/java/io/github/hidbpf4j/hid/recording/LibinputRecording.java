package io.github.hidbpf4j.hid.recording;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Converts a recording of {@code libinput record} to lines of hid-recorder: the {@code hid:} bytes,
 * name and ids of each device with a report descriptor, and events that are HID reports ({@code
 * --with-hidraw}). Events of the input layer are skipped with a remark.
 *
 * <p>Such recordings are YAML. The parser accepts what libinput writes, and what YAML libraries
 * make of that: block mappings and sequences, sequences of numbers also in brackets, comments,
 * quotes.
 *
 * <p>Source: the section "File format" of libinput-record(1), version 1.22.
 */
final class LibinputRecording {
  private static final String ITEM = "-";
  private static final String DEVICE = "/devices/" + ITEM;
  private static final String EVENTS = DEVICE + "/events/" + ITEM;

  /**
   * Maximum number of events kept until the device's descriptor is known: tools that sort keys put
   * events first.
   */
  private static final int MOST_EARLY = 100_000;

  /** A key, or the mark of an item of a sequence, with its column. */
  private record Level(int column, String name) {}

  private final RecordingLineReader reader;
  private final ArrayDeque<Level> path = new ArrayDeque<>();

  /**
   * Numbers of the sequence that is being read, and the path of its key; null outside a sequence.
   */
  private @Nullable String listPath;

  private List<Long> list = new ArrayList<>();
  private boolean inBrackets;

  private int device = -1;
  private int devices;
  private @Nullable String name;
  private long @Nullable [] ids;
  private boolean described;
  private @Nullable String node;
  private long micros = -1;
  private byte @Nullable [] report;
  private final Queue<RecordingLine> early = new ArrayDeque<>();
  private long framesPassed;
  private long reportsPassed;

  LibinputRecording(RecordingLineReader reader) {
    this.reader = reader;
  }

  /** Whether this is the first line of a libinput recording. */
  static boolean isFirstLine(String text) {
    return text.startsWith("# libinput record")
        || text.matches("version: [0-9]+")
        || text.matches("(ndevices|libinput|devices|system):.*");
  }

  /** Processes the next line of the file, from its first non-blank character. */
  void line(int column, String text, Queue<RecordingLine> out) {
    String rest = withoutComment(text).strip();
    if (inBrackets) {
      numbers(rest, out);
      return;
    }
    if (rest.isEmpty() || rest.equals("---") || rest.equals("...")) {
      return;
    }
    int at = column;
    boolean item = rest.equals("-") || rest.startsWith("- ");
    while (!path.isEmpty()
        && (path.getLast().column() > at
            || path.getLast().column() == at && (!item || path.getLast().name().equals(ITEM)))) {
      path.removeLast();
    }
    while (rest.equals("-") || rest.startsWith("- ")) {
      path.addLast(new Level(at, ITEM));
      item(out);
      String behind = rest.substring(1).stripLeading();
      at += rest.length() - behind.length();
      rest = behind;
    }
    entry(at, rest, out);
  }

  /** Starts an item of a sequence. */
  private void item(Queue<RecordingLine> out) {
    String where = where();
    if (where.equals(DEVICE)) {
      endDevice(out);
      device++;
      name = null;
      ids = null;
      described = false;
      early.clear();
      node = null;
    } else if (where.equals(EVENTS)) {
      micros = -1;
      report = null;
    }
  }

  private void entry(int column, String text, Queue<RecordingLine> out) {
    if (text.startsWith("[")) {
      // An item that is a sequence itself, as each event of the input layer is.
      begin(where(), text, out);
      return;
    }
    int colon = text.indexOf(':');
    boolean key = colon > 0 && (colon + 1 == text.length() || text.charAt(colon + 1) == ' ');
    if (!key) {
      String where = where();
      String of = where.substring(0, Math.max(0, where.length() - 2));
      if (where.endsWith("/" + ITEM) && isWanted(of)) {
        listPath = of;
        number(text);
      }
      return;
    }
    endList(out);
    path.addLast(new Level(column, unquoted(text.substring(0, colon))));
    String value = text.substring(colon + 1).strip();
    String where = where();
    if (value.startsWith("[")) {
      begin(where, value, out);
    } else if (where.equals(DEVICE + "/evdev/name")) {
      name = unquoted(value);
      describe(out);
    } else if (where.equals(EVENTS + "/evdev")) {
      framesPassed++;
    }
  }

  private String where() {
    StringBuilder text = new StringBuilder();
    path.forEach(level -> text.append('/').append(level.name()));
    return text.toString();
  }

  // ---- sequences of numbers

  private void begin(String where, String text, Queue<RecordingLine> out) {
    listPath = isWanted(where) ? where : null;
    list = new ArrayList<>();
    inBrackets = true;
    numbers(text.substring(1), out);
  }

  private static boolean isWanted(String where) {
    return where.equals(DEVICE + "/hid")
        || where.equals(DEVICE + "/evdev/id")
        || where.startsWith(EVENTS + "/hid/");
  }

  private void numbers(String text, Queue<RecordingLine> out) {
    int close = text.indexOf(']');
    if (listPath != null) {
      for (String word : (close < 0 ? text : text.substring(0, close)).split(",", -1)) {
        if (!word.isBlank()) {
          number(word.strip());
        }
      }
    }
    if (close >= 0) {
      inBrackets = false;
      endList(out);
    }
  }

  private void number(String word) {
    long value;
    try {
      value = Long.decode(word.matches("0[0-9]+") ? word.replaceFirst("^0+(?=.)", "") : word);
    } catch (NumberFormatException _) {
      throw reader.error("found \"" + word + "\", expected a number");
    }
    if (list.size() == RecordingLineReader.MAX_EVENT) {
      throw reader.error("more than " + list.size() + " numbers in brackets");
    }
    list.add(value);
  }

  private void endList(Queue<RecordingLine> out) {
    String where = listPath;
    if (where == null) {
      return;
    }
    List<Long> values = list;
    listPath = null;
    list = new ArrayList<>();
    if (where.equals(DEVICE + "/hid")) {
      descriptor(bytes(values), out);
    } else if (where.equals(DEVICE + "/evdev/id")) {
      ids = ids(values);
      describe(out);
    } else if (where.equals(EVENTS + "/hid/time")) {
      micros = micros(values);
      event(out);
    } else if (where.startsWith(EVENTS + "/hid/hidraw")) {
      report(where.substring(where.lastIndexOf('/') + 1), bytes(values), out);
    }
  }

  private byte[] bytes(List<Long> values) {
    byte[] bytes = new byte[values.size()];
    for (int i = 0; i < bytes.length; i++) {
      if (values.get(i) < 0 || values.get(i) > 0xff) {
        throw reader.error("found " + values.get(i) + ", expected a byte, 0 to 255");
      }
      bytes[i] = (byte) (long) values.get(i);
    }
    return bytes;
  }

  private long[] ids(List<Long> values) {
    if (values.size() < 3 || values.stream().limit(3).anyMatch(v -> v < 0 || v > 0xffff)) {
      throw reader.error("id: found " + values + ", expected [bus, vendor, product, version]");
    }
    return new long[] {values.get(0), values.get(1), values.get(2)};
  }

  private long micros(List<Long> values) {
    if (values.size() != 2
        || values.get(0) < 0
        || values.get(0) > RecordingLineReader.MAX_SECONDS
        || values.get(1) < 0
        || values.get(1) > 999_999) {
      throw reader.error("time: found " + values + ", expected [seconds, microseconds]");
    }
    return values.get(0) * 1_000_000 + values.get(1);
  }

  // ---- what comes of it

  private void descriptor(byte[] bytes, Queue<RecordingLine> out) {
    if (bytes.length == 0 || bytes.length > RecordingLineReader.MAX_DESCRIPTOR) {
      throw reader.error(
          "hid: %d bytes, expected 1 to %d"
              .formatted(bytes.length, RecordingLineReader.MAX_DESCRIPTOR));
    }
    described = true;
    devices++;
    if (device > RecordingLineReader.MAX_DEVICE) {
      throw reader.error("more than " + device + " devices");
    }
    out.add(new RecordingLine.Device(device));
    out.add(new RecordingLine.Descriptor(bytes));
    describe(out);
    out.addAll(early);
    early.clear();
  }

  /** Emits the data of a device that has a descriptor, which may precede the data. */
  private void describe(Queue<RecordingLine> out) {
    String knownName = name;
    if (described && knownName != null) {
      name = null;
      out.add(new RecordingLine.Name(knownName));
    }
    long[] known = ids;
    if (described && known != null) {
      ids = null;
      out.add(new RecordingLine.Ids((int) known[0], (int) known[1], (int) known[2]));
    }
  }

  private void report(String from, byte[] bytes, Queue<RecordingLine> out) {
    if (node == null) {
      node = from;
    }
    if (!from.equals(node)) {
      // A device of several interfaces: the descriptor belongs to the interface whose reports come
      // first.
      reportsPassed++;
      return;
    }
    report = bytes;
    event(out);
  }

  private void event(Queue<RecordingLine> out) {
    byte[] data = report;
    if (data != null && micros >= 0) {
      report = null;
      if (early.size() == MOST_EARLY) {
        throw reader.error("more than " + MOST_EARLY + " events before the hid: of their device");
      }
      (described ? out : early)
          .add(new RecordingLine.Event(RecordedEvent.Kind.INPUT, micros, data));
    }
  }

  private void endDevice(Queue<RecordingLine> out) {
    endList(out);
    if (framesPassed > 0) {
      out.add(
          new RecordingLine.Remark(
              ("skipped: %d frames of the input layer (evdev), which are not HID reports; "
                      + "libinput record --with-hidraw records those")
                  .formatted(framesPassed)));
    }
    if (reportsPassed > 0) {
      out.add(
          new RecordingLine.Remark(
              "skipped: %d reports of other hidraw nodes than %s".formatted(reportsPassed, node)));
    }
    framesPassed = 0;
    reportsPassed = 0;
  }

  /** Handles the end of the file. */
  void end(Queue<RecordingLine> out) {
    if (inBrackets && listPath != null) {
      String what = listPath.substring(listPath.lastIndexOf('/') + 1);
      if (!listPath.startsWith(EVENTS)) {
        throw reader.error(what + ": the file ends before the ]");
      }
      listPath = null;
      out.add(
          new RecordingLine.Remark(
              "the last event is cut off and skipped: " + what + ": the file ends before the ]"));
    }
    endDevice(out);
    if (devices == 0) {
      throw reader.error(
          "a recording of libinput in which no device has hid:, its report descriptor; libinput 1.15 and newer record it of HID devices");
    }
  }

  private static String withoutComment(String text) {
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == '\\' && quote == '"') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '"' || c == '\'' && !isPrecededByWord(text, i)) {
        quote = c;
      } else if (c == '#' && !isPrecededByWord(text, i)) {
        return text.substring(0, i);
      }
    }
    return text;
  }

  private static boolean isPrecededByWord(String text, int at) {
    return at > 0 && !Character.isWhitespace(text.charAt(at - 1));
  }

  private static String unquoted(String text) {
    if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
      return text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
    }
    if (text.length() >= 2 && text.startsWith("'") && text.endsWith("'")) {
      return text.substring(1, text.length() - 1).replace("''", "'");
    }
    return text;
  }
}
