package io.github.hidbpf4j.kernel.trace;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.report.ReportWords;
import io.github.hidbpf4j.kernel.dispatch.RunObserver;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a trace in the Trace Event Format, JSON object form, as Perfetto and chrome://tracing open
 * it: one process, a thread for each lane. Phases M (names), B and E (what lasts), X (what a user
 * did, told when it is over), i (what happens), s and f (an arrow from who starts a callback to its
 * run), C (reports so far). Times are microseconds and never go back within a lane; spans of a lane
 * nest, and those that would not are spread over several. A program's run lasts as long as it
 * waited in virtual time, at least a nanosecond for each instruction so that it can be seen.
 * Streams: keeps the lanes and what is open only.
 */
public final class TraceJsonWriter implements TraceListener, Closeable {
  /** Lanes with names of their own at most; programs beyond share one. */
  private static final int MAX_LANES = 512;

  /** Callbacks that are waited for at most; those beyond get no arrow. */
  private static final int MAX_ARROWS = 4096;

  private static final String OTHERS = "others";

  private static final long COUNTER_PERIOD = 100_000_000L;

  /** One thread of the trace. */
  private static final class Lane {
    final int id;

    /** What is open, innermost last. */
    final ArrayDeque<Span> open = new ArrayDeque<>();

    /** Time of the last event. */
    long last;

    Lane(int id) {
      this.id = id;
    }

    /** The time for an event that happened then: never before the last one's. */
    long at(long nanos) {
      last = Math.max(last, nanos);
      return last;
    }
  }

  /** What has begun and is not over, by a thread of the program that is traced. */
  private record Span(String name, long thread, Lane lane, long begin) {}

  private final Writer out;
  private final Map<String, List<Lane>> lanes = new LinkedHashMap<>();
  private final Map<Long, Span> runs = new HashMap<>();
  private final Map<Long, Span> calls = new HashMap<>();

  /** Arrows that have begun, by the lane in which they end. */
  private final Map<String, Long> flows = new HashMap<>();

  private long flowCount;
  private final StringBuilder text = new StringBuilder();
  private int laneCount;
  private boolean any;
  private long deviceReports;
  private long hostReports;
  private long nextCounter;

  /**
   * A writer for a trace of one device.
   *
   * @param process name of the process row
   */
  public TraceJsonWriter(Writer out, String process) throws IOException {
    this.out = out;
    out.write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[");
    begin("M", "process_name", 0, 0);
    text.append(",\"args\":{\"name\":");
    string(process);
    text.append("}}");
    end();
    for (String lane : List.of("device", "device io", "host", "user")) {
      int _ = lanes(lane).size();
    }
  }

  @Override
  public void event(TraceEvent event) {
    try {
      write(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(TraceEvent event) throws IOException {
    long at = Math.max(0, event.nanos());
    switch (event) {
      case TraceEvent.DeviceReport e -> {
        deviceReports++;
        instant("report", at, "device");
        argument("index", e.index());
        report(e.reports(), e.report(), TraceText.MOST_FIELDS);
        finish();
      }
      case TraceEvent.Withheld e -> {
        instant("withheld", at, "device");
        report(e.reports(), e.report(), TraceText.MOST_FIELDS);
        finish();
      }
      case TraceEvent.StateEntered e -> {
        instant("state " + e.state(), at, "device");
        finish();
      }
      case TraceEvent.Detached e -> {
        instant("detached", at, lanes("loader").getFirst());
        argument("programs", String.join(", ", e.names()));
        finish();
      }
      case TraceEvent.Rebound e -> {
        instant("report descriptor", at, "host");
        argument("bytes", e.descriptor().length);
        finish();
      }
      case TraceEvent.HostReport e -> {
        hostReports++;
        instant(e.injected() ? "injected report" : "report", at, "host");
        report(e.reports(), e.report(), TraceText.mostFields(e.delivery()));
        argument("delivery", e.delivery().name().toLowerCase(Locale.ROOT));
        finish();
      }
      case TraceEvent.Dropped e -> {
        instant("dropped", at, "host");
        argument("reason", e.reason());
        argument("injected", Boolean.toString(e.injected()));
        finish();
      }
      case TraceEvent.RunBegan e -> {
        String lane = lane(e.kind(), e.program(), e.what());
        String name = e.function().isEmpty() ? e.what() : e.function();
        Span span = open(name, at, e.thread(), lane);
        runs.put(e.run(), span);
        argument("program", e.program());
        finish();
        Long flow = flows.remove(lane);
        if (flow != null) {
          flow("f", flow, span.begin(), span.lane());
        }
      }
      case TraceEvent.ProgramRun e -> {
        Span span = runs.remove(e.run());
        if (span == null) {
          return;
        }
        over(span, Math.max(e.end(), span.begin() + e.instructions()));
        argument("result", TraceText.programResult(e.result()));
        argument("instructions", e.instructions());
        finish();
      }
      case TraceEvent.Scheduled e -> {
        String lane = lane(e.kind(), e.program(), e.what());
        instant("start", at, lane);
        argument("program", e.program());
        if (!e.function().isEmpty()) {
          argument("callback", e.function());
        }
        argument("due in us", e.delay() / 1_000);
        finish();
        Span starter = runs.get(e.run());
        flows.remove(lane);
        if (starter != null && flows.size() < MAX_ARROWS) {
          flows.put(lane, ++flowCount);
          flow("s", flowCount, starter.lane().at(at), starter.lane());
        }
      }
      case TraceEvent.Cancelled e -> {
        String lane = lane(e.kind(), e.program(), e.what());
        flows.remove(lane);
        instant("cancel", at, lane);
        argument("program", e.program());
        finish();
      }
      case TraceEvent.KfuncCall e -> {
        instant(e.kfunc(), at, laneOf(e.run(), e.program()));
        argument("arguments", TraceText.arguments(e));
        argument("result", TraceText.programResult(e.ret()));
        finish();
      }
      case TraceEvent.IoBegan e -> {
        String name = TraceText.io(e.call(), e.type(), e.id());
        calls.put(e.number(), open(name, at, e.thread(), "device io"));
        if (e.data().length > 0) {
          argument("data", TraceText.hex(e.data()));
        }
        finish();
      }
      case TraceEvent.DeviceIo e -> {
        Span span = calls.remove(e.number());
        if (span == null) {
          return;
        }
        over(span, e.end());
        if (e.origin() != null) {
          argument("by", e.origin().text());
        }
        if (e.type() != null) {
          argument("data", TraceText.hex(e.data()));
          argument("result", TraceText.result(e.ret()));
        }
        finish();
      }
      case TraceEvent.UserAction e -> {
        span(TraceText.io(e.request()), at, Math.max(at, e.end()), "user");
        argument("data", TraceText.hex(e.request().data()));
        argument("result", TraceText.result(e.request().result()));
        finish();
      }
      case TraceEvent.Folded e -> {
        instant("left out", at, lanes("left out").getFirst());
        argument("events", e.count());
        finish();
      }
      case TraceEvent.Printk e -> {
        instant("printk", at, laneOf(e.run(), e.program()));
        argument("line", e.line());
        finish();
      }
      case TraceEvent.Found e -> {
        instant(e.finding().kind().id(), at, laneOf(e.run(), e.finding().program()));
        argument("finding", e.finding().message());
        finish();
      }
    }
    counters(at);
  }

  private static String lane(RunObserver.Kind kind, String program, String what) {
    return switch (kind) {
      case HOOK, SYSCALL -> "program " + program;
      case TIMER -> "timer " + what;
      case WORK -> "work " + what;
    };
  }

  // ---- lanes

  private List<Lane> lanes(String name) throws IOException {
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

  /** The lane of a run that is in progress, or else that of a program. */
  private Lane laneOf(long run, String program) throws IOException {
    Span span = runs.get(run);
    return span == null ? lanes("program " + program).getFirst() : span.lane();
  }

  // ---- events

  private void instant(String name, long at, String lane) throws IOException {
    instant(name, at, lanes(lane).getFirst());
  }

  private void instant(String name, long at, Lane lane) {
    begin("i", name, lane.at(at), lane.id);
    text.append(",\"s\":\"t\",\"args\":{");
  }

  /** Something begins, on a lane where nothing is open but what the same thread began. */
  private Span open(String name, long at, long thread, String laneName) throws IOException {
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

  /** It is over. */
  private void over(Span span, long at) {
    span.lane().open.remove(span);
    begin("E", span.name(), span.lane().at(at), span.lane().id);
    text.append(",\"args\":{");
  }

  /** Something that is over already, on a lane where nothing happened meanwhile. */
  private void span(String name, long from, long to, String laneName) throws IOException {
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

  /** An end of an arrow from who starts a callback to its run: phases s and f. */
  private void flow(String phase, long id, long at, Lane lane) throws IOException {
    begin(phase, "start", at, lane.id);
    text.append(",\"cat\":\"start\",\"id\":").append(id);
    text.append(phase.equals("f") ? ",\"bp\":\"e\",\"args\":{}}" : ",\"args\":{}}");
    end();
  }

  private void counters(long at) throws IOException {
    if (at < nextCounter) {
      return;
    }
    nextCounter = at + COUNTER_PERIOD;
    begin("C", "reports", at, 0);
    text.append(",\"args\":{\"device\":").append(deviceReports);
    text.append(",\"host\":").append(hostReports).append("}}");
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

  private void report(@Nullable ReportDescriptor reports, byte[] report, int most) {
    argument("report", TraceText.hex(report));
    String fields = ReportWords.values(reports, ReportType.INPUT, report, most);
    if (!fields.isEmpty()) {
      argument("fields", fields);
    }
  }

  private void argument(String name, String value) {
    key(name);
    string(value);
  }

  private void argument(String name, long value) {
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

  private void finish() throws IOException {
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

  /** Ends what is still open, and the document, and closes the writer below. */
  @Override
  public void close() throws IOException {
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
