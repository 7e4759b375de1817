package io.github.hidbpf4j.kernel.trace;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A document in the Trace Event Format, written as it grows: lanes, spans nested within them, and
 * instant events. An event started with arguments is ended by {@link #finish}.
 */
final class TraceDocument {
  /** Maximum number of lanes with their own name; further programs share one. */
  private static final int MAX_LANES = 512;

  private static final String OTHERS = "others";

  /** One thread of the trace. */
  static final class Lane {
    final int id;

    /** Open spans, innermost last. */
    final ArrayDeque<Span> open = new ArrayDeque<>();

    /** Time of the last event. */
    long last;

    Lane(int id) {
      this.id = id;
    }

    /** The time to use for an event: never before that of the last one. */
    long at(long nanos) {
      last = Math.max(last, nanos);
      return last;
    }
  }

  /** An open span, of a thread of the traced program. */
  record Span(String name, long thread, Lane lane, long begin) {}

  private final Writer out;
  private final Map<String, List<Lane>> lanes = new LinkedHashMap<>();
  private final StringBuilder text = new StringBuilder();
  private int laneCount;
  private boolean any;

  /**
   * Creates a document about one process.
   *
   * @param process name of the process row
   */
  TraceDocument(Writer out, String process) throws IOException {
    this.out = out;
    out.write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[");
    begin("M", "process_name", 0, 0);
    text.append(",\"args\":{\"name\":");
    string(process);
    text.append("}}");
    end();
  }

  List<Lane> lanes(String name) throws IOException {
    List<Lane> known = lanes.get(name);
    if (known != null) {
      return known;
    }
    if (lanes.size() >= MAX_LANES && !name.equals(OTHERS)) {
      return lanes(OTHERS);
    }
    List<Lane> opened = new ArrayList<>();
    lanes.put(name, opened);
    add(name, opened);
    return opened;
  }

  private Lane add(String name, List<Lane> opened) throws IOException {
    Lane lane = new Lane(++laneCount);
    opened.add(lane);
    begin("M", "thread_name", 0, lane.id);
    text.append(",\"args\":{\"name\":");
    string(opened.size() == 1 ? name : name + " (" + opened.size() + ")");
    text.append("}}");
    end();
    begin("M", "thread_sort_index", 0, lane.id);
    text.append(",\"args\":{\"sort_index\":").append(lane.id).append("}}");
    end();
    return lane;
  }

  void instant(String name, long at, String lane) throws IOException {
    instant(name, at, lanes(lane).getFirst());
  }

  void instant(String name, long at, Lane lane) {
    begin("i", name, lane.at(at), lane.id);
    text.append(",\"s\":\"t\",\"args\":{");
  }

  /** Opens a span on a lane where only spans of the same thread are open. */
  Span open(String name, long at, long thread, String laneName) throws IOException {
    List<Lane> all = lanes(laneName);
    Lane lane = null;
    for (int i = 0; i < all.size() && lane == null; i++) {
      Span innermost = all.get(i).open.peekLast();
      lane = innermost == null || innermost.thread() == thread ? all.get(i) : null;
    }
    if (lane == null) {
      lane = add(laneName, all);
    }
    Span span = new Span(name, thread, lane, lane.at(at));
    lane.open.addLast(span);
    begin("B", name, span.begin(), lane.id);
    text.append(",\"args\":{");
    return span;
  }

  /** Closes a span. */
  void over(Span span, long at) {
    span.lane().open.remove(span);
    begin("E", span.name(), span.lane().at(at), span.lane().id);
    text.append(",\"args\":{");
  }

  /** Writes a completed span on a lane where nothing happened meanwhile. */
  void span(String name, long from, long to, String laneName) throws IOException {
    List<Lane> all = lanes(laneName);
    Lane lane = null;
    for (int i = 0; i < all.size() && lane == null; i++) {
      lane = all.get(i).last <= from ? all.get(i) : null;
    }
    if (lane == null) {
      lane = add(laneName, all);
    }
    lane.last = to;
    begin("X", name, from, lane.id);
    text.append(",\"dur\":");
    micros(to - from);
    text.append(",\"args\":{");
  }

  /** Writes an end of an arrow from the starter of a callback to its run: phases s and f. */
  void flow(String phase, long id, long at, Lane lane) throws IOException {
    begin(phase, "start", at, lane.id);
    text.append(",\"cat\":\"start\",\"id\":").append(id);
    text.append(phase.equals("f") ? ",\"bp\":\"e\",\"args\":{}}" : ",\"args\":{}}");
    end();
  }

  private void begin(String phase, String name, long at, int lane) {
    text.setLength(0);
    text.append(any ? ",\n" : "\n")
        .append("{\"ph\":\"")
        .append(phase)
        .append("\",\"pid\":1,\"tid\":");
    text.append(lane).append(",\"ts\":");
    micros(at);
    text.append(",\"name\":");
    string(name);
    any = true;
  }

  void argument(String name, String value) {
    key(name);
    string(value);
  }

  void argument(String name, long value) {
    key(name);
    text.append(value);
  }

  private void key(String name) {
    if (text.charAt(text.length() - 1) != '{') {
      text.append(',');
    }
    string(name);
    text.append(':');
  }

  void finish() throws IOException {
    text.append("}}");
    end();
  }

  private void end() throws IOException {
    out.append(text);
  }

  private void micros(long nanos) {
    text.append(nanos / 1_000);
    if (nanos % 1_000 != 0) {
      text.append('.').append(String.format(Locale.ROOT, "%03d", nanos % 1_000));
    }
  }

  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < 0x20 || Character.isSurrogate(c) && !paired(value, i)) {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  private static boolean paired(String value, int i) {
    return Character.isHighSurrogate(value.charAt(i))
        ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
  }

  /** Writes the current counts of two kinds: phase C. */
  void count(String name, long at, String first, long many, String second, long others)
      throws IOException {
    begin("C", name, at, 0);
    text.append(",\"args\":{\"").append(first).append("\":").append(many);
    text.append(",\"").append(second).append("\":").append(others).append("}}");
    end();
  }

  /** Ends what is still open, and the document, and closes the underlying writer. */
  void close() throws IOException {
    for (List<Lane> all : lanes.values()) {
      for (Lane lane : all) {
        while (!lane.open.isEmpty()) {
          over(lane.open.getLast(), lane.last);
          argument("unfinished", "true");
          finish();
        }
      }
    }
    out.write("\n]}\n");
    out.close();
  }
}
