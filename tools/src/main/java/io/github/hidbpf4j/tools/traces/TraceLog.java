package io.github.hidbpf4j.tools.traces;

import io.github.hidbpf4j.bpf.async.AsyncKind;
import io.github.hidbpf4j.bpf.async.AsyncObserver;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.ClassRequest;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidObserver;
import io.github.hidbpf4j.hid.device.HidrawFile;
import io.github.hidbpf4j.hid.device.HidrawListener;
import io.github.hidbpf4j.hid.device.ReportView;
import io.github.hidbpf4j.hid.device.ScriptedResponder;
import io.github.hidbpf4j.hid.device.TransportCall;
import io.github.hidbpf4j.kernel.dispatch.KfuncObserver;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what happens in our kernel, in the words of the kernel's traces. */
final class TraceLog implements HidObserver, HidrawListener, KfuncObserver, AsyncObserver {
  /** What the device takes to answer: nanoseconds. */
  private static final long LATENCY = 100_000;

  private final List<TraceEvent> events = new ArrayList<>();
  private long inputs = -1;
  private boolean asynchronous;

  List<TraceEvent> events() {
    return events;
  }

  /** Whether a callback of a timer or work queue ran. */
  boolean isAsynchronous() {
    return asynchronous;
  }

  @Override
  public void begun(
      AsyncKind kind,
      String program,
      String function,
      BpfMap map,
      long key,
      long startedAt,
      long dueAt) {
    asynchronous = true;
  }

  void add(String kind, Object... fields) {
    events.add(TraceEvent.of(kind, inputs, fields));
  }

  void input(byte[] report) {
    inputs++;
    add("in", "len", report.length, "hex", hex(report));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void eventDispatched(
      HidDevice device, ReportType type, ReportView data, boolean fromBpf, int ret) {
    add(
        "k.dispatch_event",
        "ret",
        ret,
        "rtype",
        type.coreNumber(),
        "size",
        data.size(),
        "from_bpf",
        fromBpf ? 1 : 0,
        "hex",
        hex(data.toByteArray()));
  }

  @Override
  public void rawEvent(
      HidDevice device, ReportType type, ReportView data, int ret, @Nullable String reason) {
    add(
        "k.raw_event",
        "ret",
        ret,
        "rtype",
        type.coreNumber(),
        "size",
        data.size(),
        "hex",
        hex(data.toByteArray()));
  }

  @Override
  public void readable(HidrawFile file) {
    byte[] report = file.read();
    if (report != null) {
      add("out", "len", report.length, "hex", hex(report));
    }
  }

  @Override
  public void requestDispatched(
      HidDevice device,
      int reportnum,
      ReportView data,
      ReportType type,
      ClassRequest request,
      long source,
      boolean fromBpf,
      int ret) {
    add(
        "k.dispatch_hw_request",
        "ret",
        ret,
        "rnum",
        reportnum,
        "rtype",
        type.coreNumber(),
        "reqtype",
        request.number(),
        "size",
        data.size(),
        "source",
        source == 0 ? 0 : 1,
        "from_bpf",
        fromBpf ? 1 : 0,
        "hex",
        hex(data.toByteArray()));
  }

  @Override
  public void outputDispatched(
      HidDevice device, ReportView data, long source, boolean fromBpf, int ret) {
    add(
        "k.dispatch_output_report",
        "ret",
        ret,
        "size",
        data.size(),
        "source",
        source == 0 ? 0 : 1,
        "from_bpf",
        fromBpf ? 1 : 0,
        "hex",
        hex(data.toByteArray()));
  }

  @Override
  public void rdescFixed(HidDevice device, int originalSize, int ret, ReportView rdesc) {
    add(
        "k.rdesc_fixup",
        "size_in",
        originalSize,
        "size",
        rdesc.size(),
        "hex",
        hex(rdesc.toByteArray()));
  }

  @Override
  public void called(
      HidDevice device,
      String program,
      String kfunc,
      int type,
      int request,
      ArenaMemory memory,
      long buf,
      long size,
      int ret) {
    byte[] bytes =
        memory.isReadable(buf, size) && size <= 4096
            ? memory.getBytes(buf, (int) size)
            : new byte[0];
    add(
        "k.kf_" + kfunc,
        "ret",
        ret,
        "rtype",
        type,
        "reqtype",
        request,
        "size",
        size,
        "hex",
        hex(bytes));
  }

  /** A device side that answers as scripted and writes down what it is asked. */
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
