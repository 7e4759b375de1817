package io.github.hidbpf4j.kernel.trace;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.TransportCall;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.hid.report.ReportWords;
import io.github.hidbpf4j.kernel.dispatch.RunObserver;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a trace as lines: time, lane, what happened. What takes time stands where it is over, with
 * how long it took; where it begins, too, if it is a request to the device or a callback that may
 * wait.
 */
public final class TimelineWriter implements TraceListener {
  private static final byte[] NOTHING = {};

  private final PrintWriter out;

  /** A writer that flushes nothing and closes nothing. */
  public TimelineWriter(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void event(TraceEvent event) {
    long nanos = Math.max(0, event.nanos());
    switch (event) {
      case TraceEvent.DeviceReport e ->
          line(
              nanos,
              "device",
              "#" + e.index() + " " + TraceText.hex(e.report()),
              fields(e.reports(), e.report(), TraceText.MOST_FIELDS));
      case TraceEvent.Withheld e ->
          line(nanos, "device", "withheld " + TraceText.hex(e.report()), "");
      case TraceEvent.Rebound e ->
          line(nanos, "host", "report descriptor of " + e.descriptor().length + " bytes", "");
      case TraceEvent.StateEntered e -> line(nanos, "device", "state " + e.state(), "");
      case TraceEvent.Detached e ->
          line(nanos, "loader", "detached " + String.join(", ", e.names()), "");
      case TraceEvent.HostReport e ->
          line(
              nanos,
              "host",
              TraceText.mark(e.delivery()) + " " + TraceText.hex(e.report()),
              fields(e.reports(), e.report(), TraceText.mostFields(e.delivery())));
      case TraceEvent.Dropped e ->
          line(nanos, "host", (e.injected() ? "x injected: " : "x ") + e.reason(), "");
      case TraceEvent.RunBegan e -> {
        // What else happens before a callback that may sleep is over is worth seeing.
        if (e.kind() == RunObserver.Kind.WORK) {
          line(
              nanos,
              TraceText.kind(e.kind()),
              e.what() + " runs " + TraceText.callback(e.program(), e.function()),
              "");
        }
      }
      case TraceEvent.IoBegan e -> {
        if (e.type() != null) {
          line(nanos, "device io", io(e.call(), e.type(), e.id(), e.origin(), e.data()), "asked");
        }
      }
      case TraceEvent.ProgramRun e -> run(e);
      case TraceEvent.Scheduled e ->
          line(
              nanos,
              TraceText.kind(e.kind()),
              e.what() + " started by " + e.program(),
              Stream.of(
                      e.function(), e.delay() == 0 ? "" : "due in " + TraceText.duration(e.delay()))
                  .filter(s -> !s.isEmpty())
                  .collect(Collectors.joining(" ")));
      case TraceEvent.Cancelled e ->
          line(nanos, TraceText.kind(e.kind()), e.what() + " cancelled by " + e.program(), "");
      case TraceEvent.KfuncCall e ->
          line(
              nanos,
              e.program(),
              e.kfunc() + "(" + TraceText.arguments(e) + ")",
              "→ " + result(e.ret()));
      case TraceEvent.DeviceIo e -> {
        if (e.type() != null) {
          line(
              Math.max(0, e.end()),
              "device io",
              // What was sent stands where it was.
              io(
                  e.call(),
                  e.type(),
                  e.id(),
                  e.origin(),
                  e.call() == TransportCall.GET_REPORT ? e.data() : NOTHING),
              "→ " + TraceText.result(e.ret()) + took(e.nanos(), e.end()));
        }
      }
      case TraceEvent.UserAction e ->
          line(
              Math.max(0, e.end()),
              "user",
              TraceText.io(e.request())
                  + (e.request().data().length == 0
                      ? ""
                      : ": " + TraceText.hex(e.request().data())),
              "→ " + TraceText.result(e.request().result()) + took(e.nanos(), e.end()));
      case TraceEvent.Folded e ->
          line(
              nanos,
              "…",
              String.format(Locale.ROOT, "%,d more like these", e.count()),
              "callbacks that start each other");
      case TraceEvent.Printk e -> line(nanos, e.program(), "printk: " + e.line(), "");
      case TraceEvent.Found e -> line(nanos, "finding", e.finding().toString(), "");
    }
  }

  private static String io(
      TransportCall call,
      ReportType type,
      int id,
      RecordedRequest.@Nullable Origin origin,
      byte[] data) {
    return TraceText.io(call, type, id)
        + (origin == null ? "" : " by " + origin.text())
        + (data.length == 0 ? "" : ": " + TraceText.hex(data));
  }

  private void run(TraceEvent.ProgramRun e) {
    boolean callback = e.kind() == RunObserver.Kind.TIMER || e.kind() == RunObserver.Kind.WORK;
    line(
        Math.max(0, e.end()),
        callback ? TraceText.kind(e.kind()) : e.program(),
        callback
            ? e.what() + " ran " + TraceText.callback(e.program(), e.function())
            : e.what() + " → " + TraceText.programResult(e.result()),
        (e.instructions() == 0
                ? ""
                : e.instructions() == 1 ? "1 instruction" : e.instructions() + " instructions")
            + took(e.nanos(), e.end()));
  }

  private static String result(int ret) {
    return TraceText.programResult(ret);
  }

  private static String took(long begin, long end) {
    return end > begin ? ", took " + TraceText.duration(end - begin) : "";
  }

  private static String fields(@Nullable ReportDescriptor reports, byte[] report, int most) {
    return ReportWords.values(reports, ReportType.INPUT, report, most);
  }

  private void line(long nanos, String lane, String what, String comment) {
    out.printf(
        Locale.ROOT,
        "%4d.%06d  %-12s %s%s%n",
        nanos / 1_000_000_000,
        nanos / 1_000 % 1_000_000,
        lane,
        what,
        comment.isEmpty() ? "" : "   " + comment);
  }
}
