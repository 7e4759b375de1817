package io.github.hidbpf4j.testing.html;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.CallbackEvent;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayEnd;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import io.github.hidbpf4j.kernel.event.RunKind;
import io.github.hidbpf4j.kernel.trace.TraceFolding;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes rows of the events of a kernel. */
final class EventRows implements EventSink {
  private static final Lane DEVICE = Lane.of(Lane.Kind.DEVICE);
  private static final Lane REQUESTS = Lane.of(Lane.Kind.REQUESTS);
  private static final Lane USER = Lane.of(Lane.Kind.USER);
  private static final Lane HOST = Lane.of(Lane.Kind.HOST);
  private static final Lane FINDINGS = Lane.of(Lane.Kind.FINDINGS);

  private final RowWriter rows;
  private final Map<Long, RequestEvent.Asked> asked = new TreeMap<>();
  private boolean started;
  private int findings;

  /** When the last event happened; negative while the run lasts. */
  private long lastNanos = -1;

  /** Root of the report that the host got last, which causes the evdev events. */
  private long delivered = Roots.NONE;

  EventRows(RowWriter rows) {
    this.rows = rows;
  }

  long delivered() {
    return delivered;
  }

  @Override
  public void event(KernelEvent event) {
    switch (event) {
      case DeviceEvent e -> device(e);
      case InputOutcome e -> outcome(e);
      case ProgramEvent e -> program(e);
      case CallbackEvent e -> callback(e);
      case RequestEvent e -> request(e);
      case ReplayStart _ -> started = true;
      case ReplayEnd e -> {
        lastNanos = e.lastMicros() * 1_000;
        unanswered(e.at().nanos());
      }
    }
  }

  private RowWriter.Draft row(RowKind kind, Lane lane, KernelEvent event) {
    return rows.row(kind, lane, event.at().nanos()).root(rows.roots().of(event.at().cause()));
  }

  private static void write(RowWriter.Draft draft) {
    long _ = draft.write();
  }

  private void device(DeviceEvent event) {
    switch (event) {
      case DeviceEvent.ReportSent e -> {
        long row =
            rows.row(RowKind.SENT, DEVICE, e.at().nanos())
                .bytes(e.report())
                .a(e.index())
                .b(rows.descriptors().number(e.reports()))
                .write();
        rows.roots().sent(e.index(), row);
      }
      case DeviceEvent.Withheld e ->
          write(
              row(RowKind.WITHHELD, DEVICE, e)
                  .bytes(e.report())
                  .b(rows.descriptors().number(e.reports())));
      case DeviceEvent.StateEntered e -> write(row(RowKind.STATE, DEVICE, e).text(e.state()));
      case DeviceEvent.Overloaded e -> write(row(RowKind.OVERLOADED, DEVICE, e).a(e.line()));
      case DeviceEvent.Detached e ->
          write(row(RowKind.DETACHED, USER, e).text(String.join(", ", e.names())));
      case DeviceEvent.Bound e -> {
        // The first binding is not a change.
        if (started) {
          write(
              row(RowKind.BOUND, HOST, e)
                  .text(e.driver())
                  .a(rows.descriptors().number(e.descriptor())));
        }
      }
      case DeviceEvent.DescriptorFixed _, DeviceEvent.Unbound _ -> {}
    }
  }

  private void outcome(InputOutcome e) {
    if (!TraceFolding.isShown(e)) {
      return;
    }
    long root = rows.roots().of(e.at().cause());
    switch (e.fate()) {
      case InputOutcome.Delivered got -> {
        delivered = root;
        write(
            row(RowKind.DELIVERED, HOST, e)
                .bytes(e.output())
                .text(e.by())
                .a(got.delivery().ordinal())
                .b(rows.descriptors().number(got.reports())));
      }
      case InputOutcome.Dropped dropped ->
          write(
              row(RowKind.DROPPED, HOST, e)
                  .bytes(e.input())
                  .text(reason(dropped))
                  .result(dropped.ret())
                  .b(e.sender() == InputOutcome.Sender.PROGRAM ? 1 : 0));
    }
  }

  private static String reason(InputOutcome.Dropped dropped) {
    return dropped.stage() == InputOutcome.Stage.HOOKS
        ? "%s returned %s".formatted(dropped.program(), Errno.describe(dropped.ret()))
        : dropped.reason();
  }

  private static Lane lane(RunKind kind, String program) {
    return switch (kind) {
      case HOOK, SYSCALL -> new Lane(Lane.Kind.PROGRAM, program);
      case TIMER -> Lane.of(Lane.Kind.TIMERS);
      case WORK -> Lane.of(Lane.Kind.WORK);
    };
  }

  /** Text for a callback: {@code send_due of space_clicks (alarms)}. */
  private static String callback(String program, String function, String what) {
    String who = function.isEmpty() ? "callback of " + program : function + " of " + program;
    return what.isEmpty() ? who : who + " (" + what + ")";
  }

  private void program(ProgramEvent event) {
    switch (event) {
      case ProgramEvent.RunBegan e -> rows.roots().began(e.run(), e.at().cause());
      case ProgramEvent.RunEnded e -> {
        // Linux uses R0 as an int.
        int result = (int) e.result();
        write(
            row(RowKind.RUN, lane(e.kind(), e.program()), e)
                .root(rows.roots().of(new Cause(Cause.Kind.RUN, e.run())))
                .since(e.began())
                .text(
                    e.kind().isCallback()
                        ? callback(e.program(), e.function(), e.what())
                        : e.what())
                .result(result)
                .b(e.instructions()));
      }
      case ProgramEvent.KfuncCall e ->
          write(
              row(RowKind.KFUNC, lane(RunKind.HOOK, e.program()), e)
                  .text(call(e))
                  .bytes(e.ret() == Errno.EINVAL.result() ? EventRow.NOTHING : e.data())
                  .result(e.ret()));
      case ProgramEvent.Printk e ->
          write(
              row(RowKind.PRINTK, lane(RunKind.HOOK, e.program()), e)
                  .bytes(e.line().getBytes(StandardCharsets.UTF_8)));
      case ProgramEvent.Found e ->
          // Findings of the second run get the time at which the first one ended.
          write(
              rows.row(RowKind.FOUND, FINDINGS, lastNanos < 0 ? e.at().nanos() : lastNanos)
                  .a(findings++));
      case ProgramEvent.Folded e ->
          write(row(RowKind.FOLDED, Lane.of(Lane.Kind.TIMERS), e).a(e.count()));
    }
  }

  /** Text for a call: {@code hid_bpf_hw_request(GET_REPORT feature)}. */
  private static String call(ProgramEvent.KfuncCall call) {
    StringBuilder text = new StringBuilder(call.kfunc()).append('(');
    if (call.kfunc().endsWith("hw_request")) {
      ClassRequest request = ClassRequest.ofNumber(call.request());
      text.append(request == null ? "request " + call.request() : request.name()).append(' ');
    }
    if (!call.kfunc().endsWith("hw_output_report")) {
      boolean known = call.type() >= 0 && call.type() < ReportType.COUNT;
      text.append(known ? ReportType.ofCoreNumber(call.type()).text() : "type " + call.type());
    }
    return text.append(')').toString();
  }

  private void callback(CallbackEvent event) {
    switch (event) {
      case CallbackEvent.Scheduled e ->
          write(
              row(RowKind.STARTED, lane(e.kind(), e.program()), e)
                  .text(callback(e.program(), e.function(), e.what()))
                  .a(Math.clamp(e.delay(), 0, 1L << 50)));
      case CallbackEvent.Cancelled e ->
          write(
              row(RowKind.CANCELLED, lane(e.kind(), e.program()), e)
                  .text(callback(e.program(), "", e.what())));
      // These are reported as findings as well.
      case CallbackEvent.Spinning _, CallbackEvent.StartRefused _, CallbackEvent.WithoutUser _ -> {}
    }
  }

  private void request(RequestEvent event) {
    switch (event) {
      case RequestEvent.Asked e -> {
        if (e.type() != null) {
          asked.put(e.number(), e);
        }
      }
      case RequestEvent.Answered e -> {
        asked.remove(e.number());
        if (e.type() != null) {
          write(
              row(RowKind.REQUEST, REQUESTS, e)
                  .since(e.began())
                  .text(asked(e.call(), e.type(), e.id(), e.origin()))
                  .bytes(e.data())
                  .result(e.ret()));
        }
      }
      case RequestEvent.UserDone e -> {
        RecordedRequest r = e.request();
        write(
            row(RowKind.USER, USER, e)
                .since(e.began())
                .text("%s %s 0x%02x".formatted(r.kind().name(), r.type().text(), r.id()))
                .bytes(r.data())
                .result(r.result()));
      }
      case RequestEvent.Dispatched _, RequestEvent.UserBegan _ -> {}
    }
  }

  private static String asked(
      TransportCall call, ReportType type, int id, RecordedRequest.@Nullable Origin origin) {
    return String.format(
        Locale.ROOT,
        "%s %s 0x%02x%s",
        call == TransportCall.OUTPUT ? "OUTPUT_REPORT" : call.name(),
        type.text(),
        id,
        origin == null ? "" : " by " + origin.text());
  }

  /** Writes the requests that the device has not answered at the end. */
  private void unanswered(long end) {
    asked
        .values()
        .forEach(
            e -> {
              ReportType type = e.type();
              if (type != null) {
                write(
                    rows.row(RowKind.UNANSWERED, REQUESTS, end)
                        .since(e.at().nanos())
                        .text(asked(e.call(), type, e.id(), e.origin()))
                        .bytes(e.data()));
              }
            });
    asked.clear();
  }
}
