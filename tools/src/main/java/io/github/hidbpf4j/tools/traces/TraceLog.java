package io.github.hidbpf4j.tools.traces;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.HidrawListener;
import io.github.hidbpf4j.hid.device.ScriptedResponder;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import io.github.hidbpf4j.kernel.finding.Finding;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Logs what happens in our kernel, in the terms of the kernel's traces. */
final class TraceLog implements EventSink, HidrawListener {
  /** How long the device takes to answer, in nanoseconds. */
  private static final long LATENCY = 100_000;

  private final List<TraceEvent> events = new ArrayList<>();
  private long inputs = -1;

  /** Events before this index are not reports that wait for the reader. */
  private int drained;

  private final List<Finding> findings = new ArrayList<>();
  private boolean asynchronous;

  List<TraceEvent> events() {
    return events;
  }

  /** Whether a callback of a timer or work queue ran. */
  boolean isAsynchronous() {
    return asynchronous;
  }

  /** Findings about programs, in order. */
  List<Finding> findings() {
    return findings;
  }

  void add(String kind, Object... fields) {
    events.add(TraceEvent.of(kind, inputs, fields));
  }

  /** Index of the last input; -1 before the first. */
  long inputs() {
    return inputs;
  }

  void input(byte[] report) {
    inputs++;
    add("in", "len", report.length, "hex", hex(report));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void event(KernelEvent event) {
    switch (event) {
      case InputOutcome outcome -> input(outcome);
      case RequestEvent.Dispatched request -> request(request);
      case DeviceEvent.DescriptorFixed fixed ->
          add(
              "k.rdesc_fixup",
              "size_in",
              fixed.before().length,
              "size",
              fixed.after().length,
              "hex",
              hex(fixed.after()));
      case ProgramEvent.KfuncCall call -> called(call);
      case ProgramEvent.RunBegan began -> asynchronous |= began.callback() != null;
      case ProgramEvent.Found found -> findings.add(found.finding());
      default -> {}
    }
  }

  /** Logs input that reaches the kernel's {@code hid_report_raw_event}, where it is traced. */
  private void input(InputOutcome outcome) {
    byte[] bytes = outcome.output();
    int type = outcome.type().coreNumber();
    if (outcome.dispatched()) {
      add(
          "k.dispatch_event",
          "ret",
          outcome.hooksResult(),
          "rtype",
          type,
          "size",
          bytes.length,
          "from_bpf",
          outcome.sender() == InputOutcome.Sender.PROGRAM ? 1 : 0,
          "hex",
          hex(bytes));
    }
    int ret = 0;
    if (outcome.fate() instanceof InputOutcome.Dropped dropped) {
      switch (dropped.stage()) {
        case REFUSED, HOOKS, LOOKUP -> {
          return;
        }
        case LENGTH -> ret = dropped.ret();
        case QUEUE, NO_READER -> {}
      }
    }
    add("k.raw_event", "ret", ret, "rtype", type, "size", bytes.length, "hex", hex(bytes));
  }

  /** The reader has read everything. */
  void drained() {
    drained = events.size();
  }

  /** The reader has closed its file: what it has not read by now it never will. */
  void closed() {
    events.subList(drained, events.size()).removeIf(e -> e.kind().equals("out"));
    drained = events.size();
  }

  @Override
  public void readable(HidrawFile file) {
    byte[] report = file.read();
    if (report != null) {
      add("out", "len", report.length, "hex", hex(report));
    }
  }

  private void request(RequestEvent.Dispatched request) {
    byte[] bytes = request.data();
    int source = request.origin() == RecordedRequest.Origin.KERNEL ? 0 : 1;
    int fromBpf = request.origin() == RecordedRequest.Origin.BPF ? 1 : 0;
    ClassRequest asked = request.asked();
    if (asked == null) {
      add(
          "k.dispatch_output_report",
          "ret",
          request.ret(),
          "size",
          bytes.length,
          "source",
          source,
          "from_bpf",
          fromBpf,
          "hex",
          hex(bytes));
      return;
    }
    add(
        "k.dispatch_hw_request",
        "ret",
        request.ret(),
        "rnum",
        request.reportnum(),
        "rtype",
        request.type().coreNumber(),
        "reqtype",
        asked.number(),
        "size",
        bytes.length,
        "source",
        source,
        "from_bpf",
        fromBpf,
        "hex",
        hex(bytes));
  }

  private void called(ProgramEvent.KfuncCall call) {
    boolean known = call.size() == call.data().length && call.size() <= 4096;
    add(
        "k.kf_" + call.kfunc().substring("hid_bpf_".length()),
        "ret",
        call.ret(),
        "rtype",
        call.type(),
        "reqtype",
        call.request(),
        "size",
        call.size(),
        "hex",
        known ? hex(call.data()) : "");
  }

  /** A device that answers as scripted and logs requests. */
  DeviceResponder responder(ScriptedResponder script) {
    return new DeviceResponder() {
      @Override
      public Answer getReport(int reportnum, ReportType type, int length) {
        Answer answer = script.getReport(reportnum, type, length);
        asked("GET_REPORT", reportnum, type, null, answer);
        return delayed(answer);
      }

      @Override
      public Answer setReport(int reportnum, ReportType type, byte[] report) {
        Answer answer = script.setReport(reportnum, type, report);
        asked("SET_REPORT", reportnum, type, report, answer);
        return delayed(answer);
      }

      @Override
      public void output(byte[] report) {
        add(
            "uhid",
            "type",
            "OUTPUT",
            "rtype",
            ReportType.OUTPUT.uhidNumber(),
            "size",
            report.length,
            "hex",
            hex(report));
      }

      @Override
      public void lifecycle(TransportCall call) {
        add("uhid", "type", call.name());
      }
    };
  }

  private static DeviceResponder.Answer delayed(DeviceResponder.Answer answer) {
    return switch (answer) {
      case DeviceResponder.Answer.Data(byte[] report, long delay) ->
          new DeviceResponder.Answer.Data(report, delay + LATENCY);
      case DeviceResponder.Answer.Failure(int error, long delay) ->
          new DeviceResponder.Answer.Failure(error, delay + LATENCY);
      case DeviceResponder.Answer.Silence s -> s;
    };
  }

  private void asked(
      String what,
      int reportnum,
      ReportType type,
      byte @Nullable [] report,
      DeviceResponder.Answer answer) {
    List<Object> fields =
        new ArrayList<>(List.of("type", what, "rnum", reportnum, "rtype", type.uhidNumber()));
    if (report != null) {
      fields.addAll(List.of("size", report.length, "hex", hex(report)));
    }
    boolean answered = !(answer instanceof DeviceResponder.Answer.Silence);
    fields.addAll(List.of("answered", answered));
    if (answer instanceof DeviceResponder.Answer.Failure f) {
      fields.addAll(List.of("reply_err", f.error()));
    } else {
      fields.addAll(List.of("reply_err", 0));
    }
    if (report == null) {
      fields.addAll(
          List.of("reply", answer instanceof DeviceResponder.Answer.Data d ? hex(d.report()) : ""));
    }
    events.add(TraceEvent.of("uhid", inputs, fields.toArray()));
  }
}
