package io.github.hidbpf4j.kernel.trace;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.kernel.dispatch.RunObserver;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a trace in the Trace Event Format, JSON object form, as Perfetto and chrome://tracing open
 * it: one process, a thread for each lane. Phases M (names), X (what lasts), i (what happens), C
 * (reports so far). Times are microseconds. A program's run lasts as long as it waited in virtual
 * time, at least a nanosecond for each instruction so that it can be seen. Streams: keeps the lanes
 * only.
 */
public final class TraceJsonWriter implements TraceListener, Closeable {
  /** Lanes with names of their own at most; programs beyond share one. */
  private static final int MAX_LANES = 512;

  private static final long COUNTER_PERIOD = 100_000_000L;

  /** One thread of the trace. Spans that would overlap are spread over several. */
  private static final class Lane {
    final int id;
    long busyUntil = Long.MIN_VALUE;

    Lane(int id) {
      this.id = id;
    }
  }

  private final Writer out;
  private final Map<String, List<Lane>> lanes = new LinkedHashMap<>();
  private final StringBuilder text = new StringBuilder();
  private ReportText device = new ReportText(null);
  private ReportText host = new ReportText(null);
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
      open(lane);
    }
  }

  /**
   * Decodes reports from now on.
   *
   * @param before the device's own descriptor; null when it does not parse
   * @param after the descriptor in use; null when it does not parse
   */
  public void describe(@Nullable ReportDescriptor before, @Nullable ReportDescriptor after) {
    device = new ReportText(before);
    host = new ReportText(after);
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
        report(device, e.report());
        finish();
      }
      case TraceEvent.Withheld e -> {
        instant("withheld", at, "device");
        report(device, e.report());
        finish();
      }
      case TraceEvent.StateEntered e -> {
        instant("state " + e.state(), at, "device");
        finish();
      }
      case TraceEvent.HostReport e -> {
        hostReports++;
        instant(e.injected() ? "injected report" : "report", at, "host");
        report(host, e.report());
        finish();
      }
      case TraceEvent.Dropped e -> {
        instant("dropped", at, "host");
        argument("reason", e.reason());
        argument("injected", Boolean.toString(e.injected()));
        finish();
      }
      case TraceEvent.ProgramRun e -> {
        span(
            e.what(),
            at,
            Math.max(e.end(), at + e.instructions()),
            lane(e.kind(), e.program(), e.what()));
        argument("program", e.program());
        argument("result", TraceText.programResult(e.result()));
        argument("instructions", e.instructions());
        finish();
      }
      case TraceEvent.Scheduled e -> {
        instant("start", at, lane(e.kind(), e.program(), e.what()));
        argument("program", e.program());
        argument("due in us", e.delay() / 1_000);
        finish();
      }
      case TraceEvent.Cancelled e -> {
        instant("cancel", at, lane(e.kind(), e.program(), e.what()));
        argument("program", e.program());
        finish();
      }
      case TraceEvent.KfuncCall e -> {
        instant(e.kfunc(), at, "program " + e.program());
        argument("data", TraceText.hex(e.data()));
        argument("result", TraceText.programResult(e.ret()));
        finish();
      }
      case TraceEvent.DeviceIo e -> {
        span(TraceText.io(e.call(), e.type(), e.id()), at, Math.max(at, e.end()), "device io");
        argument("by", e.origin() == null ? "" : e.origin().text());
        argument("data", TraceText.hex(e.data()));
        argument("result", TraceText.result(e.ret()));
        finish();
      }
      case TraceEvent.UserAction e -> {
        span(TraceText.io(e.request()), at, Math.max(at, e.end()), "user");
        argument("data", TraceText.hex(e.request().data()));
        argument("result", TraceText.result(e.request().result()));
        finish();
      }
      case TraceEvent.Printk e -> {
        instant("printk", at, "program " + e.program());
        argument("line", e.line());
        finish();
      }
      case TraceEvent.Found e -> {
        instant(e.finding().kind().id(), at, "program " + e.finding().program());
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

  private List<Lane> open(String name) throws IOException {
    List<Lane> known = lanes.get(name);
    if (known != null) {
      return known;
    }
    if (lanes.size() >= MAX_LANES) {
      return open(name.equals("others") ? lanes.keySet().iterator().next() : "others");
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

  private Lane free(String name, long from) throws IOException {
    List<Lane> all = open(name);
    for (Lane lane : all) {
      if (lane.busyUntil <= from) {
        return lane;
      }
    }
    return all.size() < 16 ? add(name, all) : all.getLast();
  }

  // ---- events

  private void instant(String name, long at, String lane) throws IOException {
    int id = open(lane).getFirst().id;
    begin("i", name, at, id);
    text.append(",\"s\":\"t\",\"args\":{");
  }

  private void span(String name, long from, long to, String laneName) throws IOException {
    Lane lane = free(laneName, from);
    lane.busyUntil = to;
    begin("X", name, from, lane.id);
    text.append(",\"dur\":");
    micros(to - from);
    text.append(",\"args\":{");
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

  private void report(ReportText decoder, byte[] report) {
    argument("report", TraceText.hex(report));
    String fields = decoder.nonZero(ReportType.INPUT, report, TraceText.MOST_FIELDS);
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

  /** Ends the document and closes the writer below. */
  @Override
  public void close() throws IOException {
    out.write("\n]}\n");
    out.close();
  }
}
