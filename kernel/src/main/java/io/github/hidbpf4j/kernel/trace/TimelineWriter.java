package io.github.hidbpf4j.kernel.trace;

import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
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
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a trace as lines: time, lane, what happened. An action that takes time has its line at its
 * end, with its duration; a request to the device, or a callback that may wait, also has one at its
 * start.
 */
public final class TimelineWriter implements EventSink {
  private final PrintWriter out;
  private boolean started;

  /** Creates a writer that neither flushes nor closes {@code out}. */
  public TimelineWriter(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void event(KernelEvent event) {
    long nanos = Math.max(0, event.at().nanos());
    switch (event) {
      case DeviceEvent e -> device(nanos, e);
      case InputOutcome e -> outcome(nanos, e);
      case ProgramEvent e -> program(nanos, e);
      case CallbackEvent e -> callback(nanos, e);
      case RequestEvent e -> request(nanos, e);
      case ReplayStart _ -> started = true;
      case ReplayEnd _ -> {}
    }
  }

  /** Writes a line for a lane maintained by the caller. */
  public void note(long nanos, String lane, String what) {
    line(Math.max(0, nanos), lane, what, "");
  }

  private void device(long nanos, DeviceEvent event) {
    switch (event) {
      case DeviceEvent.ReportSent e ->
          line(
              nanos,
              "device",
              "#" + e.index() + " " + TraceText.hex(e.report()),
              fields(e.reports(), e.report(), TraceText.MOST_FIELDS));
      case DeviceEvent.Withheld e ->
          line(nanos, "device", "withheld " + TraceText.hex(e.report()), "");
      case DeviceEvent.Bound e -> {
        // The initial binding is not a change.
        if (started) {
          line(
              nanos,
              "host",
              "report descriptor of " + e.descriptor().length + " bytes",
              "driver " + e.driver());
        }
      }
      case DeviceEvent.StateEntered e -> line(nanos, "device", "state " + e.state(), "");
      case DeviceEvent.Overloaded e -> line(nanos, "device", "overloaded", e.toString());
      case DeviceEvent.Detached e ->
          line(nanos, "loader", "detached " + String.join(", ", e.names()), "");
      case DeviceEvent.DescriptorFixed _, DeviceEvent.Unbound _ -> {}
    }
  }

  private void outcome(long nanos, InputOutcome e) {
    switch (e.fate()) {
      case InputOutcome.Delivered(Delivery delivery, ReportDescriptor reports) ->
          line(
              nanos,
              "host",
              TraceText.mark(delivery) + " " + TraceText.hex(e.output()),
              fields(reports, e.output(), TraceText.maxFields(delivery)));
      case InputOutcome.Dropped dropped -> {
        if (TraceFolding.isShown(e)) {
          boolean injected = e.sender() == InputOutcome.Sender.PROGRAM;
          line(nanos, "host", (injected ? "x injected: " : "x ") + TraceText.reason(dropped), "");
        }
      }
    }
  }

  private void program(long nanos, ProgramEvent event) {
    switch (event) {
      case ProgramEvent.RunBegan e -> {
        // Events during a callback that may sleep are worth showing.
        if (e.kind() == RunKind.WORK) {
          line(
              nanos,
              TraceText.kind(e.kind()),
              e.what() + " runs " + TraceText.callback(e.program(), e.function()),
              "");
        }
      }
      case ProgramEvent.RunEnded e -> ended(nanos, e);
      case ProgramEvent.KfuncCall e ->
          line(
              nanos,
              e.program(),
              e.kfunc() + "(" + TraceText.arguments(e) + ")",
              "→ " + TraceText.programResult(e.ret()));
      case ProgramEvent.Folded e ->
          line(
              nanos,
              "…",
              String.format(Locale.ROOT, "%,d more like these", e.count()),
              "callbacks that start each other");
      case ProgramEvent.Printk e -> line(nanos, e.program(), "printk: " + e.line(), "");
      case ProgramEvent.Found e -> line(nanos, "finding", e.finding().toString(), "");
    }
  }

  private void callback(long nanos, CallbackEvent event) {
    switch (event) {
      case CallbackEvent.Scheduled e ->
          line(
              nanos,
              TraceText.kind(e.kind()),
              e.what() + " started by " + e.program(),
              Stream.of(
                      e.function(), e.delay() == 0 ? "" : "due in " + TraceText.duration(e.delay()))
                  .filter(s -> !s.isEmpty())
                  .collect(Collectors.joining(" ")));
      case CallbackEvent.Cancelled e ->
          line(nanos, TraceText.kind(e.kind()), e.what() + " cancelled by " + e.program(), "");
      // These are reported as findings as well.
      case CallbackEvent.Spinning _, CallbackEvent.StartRefused _, CallbackEvent.WithoutUser _ -> {}
    }
  }

  private void request(long nanos, RequestEvent event) {
    switch (event) {
      case RequestEvent.Asked e -> {
        if (e.type() != null) {
          line(nanos, "device io", io(e.call(), e.type(), e.id(), e.origin(), e.data()), "asked");
        }
      }
      case RequestEvent.Answered e -> {
        if (e.type() != null) {
          // The data sent was shown at the start.
          byte[] data = e.call() == TransportCall.GET_REPORT ? e.data() : TraceText.NOTHING;
          line(
              nanos,
              "device io",
              io(e.call(), e.type(), e.id(), e.origin(), data),
              "→ " + TraceText.result(e.ret()) + durationText(e.began(), e.at().nanos()));
        }
      }
      case RequestEvent.UserDone e ->
          line(
              nanos,
              "user",
              TraceText.io(e.request())
                  + (e.request().data().length == 0
                      ? ""
                      : ": " + TraceText.hex(e.request().data())),
              "→ "
                  + TraceText.result(e.request().result())
                  + durationText(e.began(), e.at().nanos()));
      case RequestEvent.Dispatched _, RequestEvent.UserBegan _ -> {}
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

  private void ended(long nanos, ProgramEvent.RunEnded e) {
    boolean callback = e.kind().isCallback();
    line(
        nanos,
        callback ? TraceText.kind(e.kind()) : e.program(),
        callback
            ? e.what() + " ran " + TraceText.callback(e.program(), e.function())
            : e.what() + " → " + TraceText.programResult(e.result()),
        (e.instructions() == 0
                ? ""
                : e.instructions() == 1 ? "1 instruction" : e.instructions() + " instructions")
            + durationText(e.began(), e.at().nanos()));
  }

  private static String durationText(long begin, long end) {
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
