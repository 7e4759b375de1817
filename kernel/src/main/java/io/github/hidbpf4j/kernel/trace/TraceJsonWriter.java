package io.github.hidbpf4j.kernel.trace;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.report.ReportWords;
import io.github.hidbpf4j.kernel.event.CallbackEvent;
import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayEnd;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import io.github.hidbpf4j.kernel.event.RunKind;
import io.github.hidbpf4j.kernel.trace.TraceDocument.Lane;
import io.github.hidbpf4j.kernel.trace.TraceDocument.Span;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a trace in the Trace Event Format, JSON object form, as read by Perfetto and
 * chrome://tracing: one process, a thread for each lane. Phases M (names), B and E (durations), X
 * (a user's action, written when it is over), i (instant events), s and f (an arrow from the
 * starter of a callback to its run), C (reports so far). Times are microseconds and never go back
 * within a lane; spans of a lane nest; those that would not are spread over several lanes. A
 * program's run lasts as long as it waited in virtual time, but at least a nanosecond per
 * instruction to be visible. Writes as a stream: keeps only the lanes and open spans.
 */
public final class TraceJsonWriter implements EventSink, Closeable {
  /** Maximum number of pending callbacks with arrows. */
  private static final int MAX_ARROWS = 4096;

  private static final long COUNTER_PERIOD = 100_000_000L;

  private final TraceDocument document;
  private final Map<Long, Span> runs = new HashMap<>();
  private final Map<Long, Span> calls = new HashMap<>();

  /** Arrows already started, by the lane in which they end. */
  private final Map<String, Long> flows = new HashMap<>();

  private long flowCount;
  private boolean started;
  private long deviceReports;
  private long hostReports;
  private long nextCounter;

  /**
   * Creates a writer for a trace of one device.
   *
   * @param process name of the process row
   */
  public TraceJsonWriter(Writer out, String process) throws IOException {
    document = new TraceDocument(out, process);
    for (String lane : List.of("device", "device io", "host", "user")) {
      int _ = document.lanes(lane).size();
    }
  }

  @Override
  public void event(KernelEvent event) {
    try {
      if (write(event)) {
        counters(Math.max(0, time(event)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes an event with one argument into a lane maintained by the caller. */
  public void note(long nanos, String lane, String name, String key, String value) {
    try {
      document.instant(name, Math.max(0, nanos), lane);
      document.argument(key, value);
      document.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The time of the event, or of its start if it is emitted at its end. */
  private static long time(KernelEvent event) {
    return switch (event) {
      case ProgramEvent.RunEnded e -> e.began();
      case RequestEvent.Answered e -> e.began();
      case RequestEvent.UserDone e -> e.began();
      default -> event.at().nanos();
    };
  }

  /** Writes the visible part of an event; returns whether there is any. */
  private boolean write(KernelEvent event) throws IOException {
    long at = Math.max(0, event.at().nanos());
    return switch (event) {
      case DeviceEvent e -> device(at, e);
      case InputOutcome e -> outcome(at, e);
      case ProgramEvent e -> program(at, e);
      case CallbackEvent e -> callback(at, e);
      case RequestEvent e -> request(at, e);
      case ReplayStart _ -> {
        started = true;
        yield false;
      }
      case ReplayEnd _ -> false;
    };
  }

  // ---- the device and the host

  private boolean device(long at, DeviceEvent event) throws IOException {
    switch (event) {
      case DeviceEvent.ReportSent e -> {
        deviceReports++;
        document.instant("report", at, "device");
        document.argument("index", e.index());
        report(e.reports(), e.report(), TraceText.MOST_FIELDS);
      }
      case DeviceEvent.Withheld e -> {
        document.instant("withheld", at, "device");
        report(e.reports(), e.report(), TraceText.MOST_FIELDS);
      }
      case DeviceEvent.StateEntered e -> document.instant("state " + e.state(), at, "device");
      case DeviceEvent.Overloaded e -> {
        document.instant("overloaded", at, "device");
        document.argument("what", e.toString());
      }
      case DeviceEvent.Detached e -> {
        document.instant("detached", at, "loader");
        document.argument("programs", String.join(", ", e.names()));
      }
      case DeviceEvent.Bound e when started -> {
        document.instant("report descriptor", at, "host");
        document.argument("bytes", e.descriptor().length);
        document.argument("driver", e.driver());
      }
      case DeviceEvent.Bound _, DeviceEvent.DescriptorFixed _, DeviceEvent.Unbound _ -> {
        return false;
      }
    }
    document.finish();
    return true;
  }

  private boolean outcome(long at, InputOutcome e) throws IOException {
    switch (e.fate()) {
      case InputOutcome.Delivered(Delivery delivery, ReportDescriptor reports) -> {
        hostReports++;
        boolean injected = delivery == Delivery.INJECTED;
        document.instant(injected ? "injected report" : "report", at, "host");
        report(reports, e.output(), TraceText.maxFields(delivery));
        document.argument("delivery", delivery.name().toLowerCase(Locale.ROOT));
      }
      case InputOutcome.Dropped dropped -> {
        if (!TraceFolding.isShown(e)) {
          return false;
        }
        boolean injected = e.sender() == InputOutcome.Sender.PROGRAM;
        document.instant("dropped", at, "host");
        document.argument("reason", TraceText.reason(dropped));
        document.argument("injected", Boolean.toString(injected));
      }
    }
    document.finish();
    return true;
  }

  private void report(@Nullable ReportDescriptor reports, byte[] report, int most) {
    document.argument("report", TraceText.hex(report));
    String fields = ReportWords.values(reports, ReportType.INPUT, report, most);
    if (!fields.isEmpty()) {
      document.argument("fields", fields);
    }
  }

  // ---- programs

  private boolean program(long at, ProgramEvent event) throws IOException {
    switch (event) {
      case ProgramEvent.RunBegan e -> began(at, e);
      case ProgramEvent.RunEnded e -> {
        Span span = runs.remove(e.run());
        if (span == null) {
          return false;
        }
        document.over(span, Math.max(e.at().nanos(), span.begin() + e.instructions()));
        document.argument("result", TraceText.programResult(e.result()));
        document.argument("instructions", e.instructions());
        document.finish();
      }
      case ProgramEvent.KfuncCall e -> {
        document.instant(e.kfunc(), at, laneOf(e.at().run(), e.program()));
        document.argument("arguments", TraceText.arguments(e));
        document.argument("result", TraceText.programResult(e.ret()));
        document.finish();
      }
      case ProgramEvent.Folded e -> {
        document.instant("left out", at, "left out");
        document.argument("events", e.count());
        document.finish();
      }
      case ProgramEvent.Printk e -> {
        document.instant("printk", at, laneOf(e.at().run(), e.program()));
        document.argument("line", e.line());
        document.finish();
      }
      case ProgramEvent.Found e -> {
        Lane lane = laneOf(e.at().run(), e.finding().program());
        document.instant(e.finding().kind().id(), at, lane);
        document.argument("finding", e.finding().message());
        document.finish();
      }
    }
    return true;
  }

  private void began(long at, ProgramEvent.RunBegan e) throws IOException {
    String lane = lane(e.kind(), e.program(), e.what());
    String name = e.function().isEmpty() ? e.what() : e.function();
    Span span = document.open(name, at, e.thread(), lane);
    runs.put(e.run(), span);
    document.argument("program", e.program());
    document.finish();
    Long flow = flows.remove(lane);
    if (flow != null) {
      document.flow("f", flow, span.begin(), span.lane());
    }
  }

  private boolean callback(long at, CallbackEvent event) throws IOException {
    switch (event) {
      case CallbackEvent.Scheduled e -> {
        String lane = lane(e.kind(), e.program(), e.what());
        document.instant("start", at, lane);
        document.argument("program", e.program());
        if (!e.function().isEmpty()) {
          document.argument("callback", e.function());
        }
        document.argument("due in us", e.delay() / 1_000);
        document.finish();
        Span starter = runs.get(e.at().run());
        flows.remove(lane);
        if (starter != null && flows.size() < MAX_ARROWS) {
          flows.put(lane, ++flowCount);
          document.flow("s", flowCount, starter.lane().at(at), starter.lane());
        }
      }
      case CallbackEvent.Cancelled e -> {
        String lane = lane(e.kind(), e.program(), e.what());
        flows.remove(lane);
        document.instant("cancel", at, lane);
        document.argument("program", e.program());
        document.finish();
      }
      // These are reported as findings as well.
      case CallbackEvent.Spinning _, CallbackEvent.StartRefused _, CallbackEvent.WithoutUser _ -> {
        return false;
      }
    }
    return true;
  }

  private static String lane(RunKind kind, String program, String what) {
    return switch (kind) {
      case HOOK, SYSCALL -> "program " + program;
      case TIMER -> "timer " + what;
      case WORK -> "work " + what;
    };
  }

  /** The lane of a run that is in progress, or else that of a program. */
  private Lane laneOf(long run, String program) throws IOException {
    Span span = runs.get(run);
    return span == null ? document.lanes("program " + program).getFirst() : span.lane();
  }

  // ---- requests

  private boolean request(long at, RequestEvent event) throws IOException {
    switch (event) {
      case RequestEvent.Asked e -> {
        String name = TraceText.io(e.call(), e.type(), e.id());
        calls.put(e.number(), document.open(name, at, e.thread(), "device io"));
        if (e.data().length > 0) {
          document.argument("data", TraceText.hex(e.data()));
        }
        document.finish();
      }
      case RequestEvent.Answered e -> {
        Span span = calls.remove(e.number());
        if (span == null) {
          return false;
        }
        document.over(span, e.at().nanos());
        if (e.origin() != null) {
          document.argument("by", e.origin().text());
        }
        if (e.type() != null) {
          document.argument("data", TraceText.hex(e.data()));
          document.argument("result", TraceText.result(e.ret()));
        }
        document.finish();
      }
      case RequestEvent.UserDone e -> {
        long from = Math.max(0, e.began());
        document.span(TraceText.io(e.request()), from, Math.max(from, at), "user");
        document.argument("data", TraceText.hex(e.request().data()));
        document.argument("result", TraceText.result(e.request().result()));
        document.finish();
      }
      case RequestEvent.Dispatched _, RequestEvent.UserBegan _ -> {
        return false;
      }
    }
    return true;
  }

  private void counters(long at) throws IOException {
    if (at >= nextCounter) {
      nextCounter = at + COUNTER_PERIOD;
      document.count("reports", at, "device", deviceReports, "host", hostReports);
    }
  }

  /** Ends what is still open, and the document, and closes the underlying writer. */
  @Override
  public void close() throws IOException {
    document.close();
  }
}
