package io.github.hidbpf4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.hid.recording.RecordingWarning;
import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.OutcomeView;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayEnd;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.event.SentView;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.replay.CallbackLatency;
import io.github.hidbpf4j.kernel.replay.GatheredReport;
import io.github.hidbpf4j.kernel.replay.PendingRun;
import io.github.hidbpf4j.kernel.replay.ReplayEvent;
import io.github.hidbpf4j.kernel.replay.ReplayFolding;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import io.github.hidbpf4j.kernel.replay.ReportGatherer;
import io.github.hidbpf4j.kernel.replay.ReportListener;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints a replay for programs: one JSON object per line, told apart by {@code type}. */
final class RunJson implements EventSink, ReportListener {
  private static final String[] DELIVERIES = lowerCase(Delivery.values());
  private static final String[] RESULTS = lowerCase(ReplayEvent.Result.values());

  private final JsonLines lines;
  private final List<RecordingContents.Contents> others;
  private final ReportGatherer reports = new ReportGatherer();
  private final ReusedLine line = new ReusedLine();
  private final boolean withFields;
  private @Nullable ReportDescriptor own;
  private boolean begun;

  /** When the last event happened; negative while the replay runs. */
  private long lastMicros = -1;

  /** Warnings about what was skipped in the recording. */
  private final List<String> warnings;

  /** Creates a printer for the replay of one device of a recording. */
  RunJson(JsonLines lines, RecordingContents contents, RecordedDevice device, boolean withFields) {
    this.lines = lines;
    this.withFields = withFields;
    others = contents.others(device);
    warnings = contents.warnings(device).stream().map(RecordingWarning::toString).toList();
  }

  @Override
  public boolean wantsHookRuns() {
    return false;
  }

  @Override
  public void sent(SentView report) {
    reports.sent(report);
  }

  @Override
  public void outcome(OutcomeView report) {
    reports.outcome(report, this);
  }

  @Override
  public void report(GatheredReport over) {
    if (withFields || lines.isFirst()) {
      detailed(over);
    } else {
      plain(over);
    }
  }

  @Override
  public void injected(long micros, GatheredReport.Output output) {
    byte[] got = Arrays.copyOf(output.report(), output.length());
    report("injected", micros, got, output.reports());
  }

  @Override
  public void injectionDropped(OutcomeView dropped) {
    byte[] lost = Arrays.copyOf(dropped.input(), dropped.inputLength());
    lines.object(
        "injection_dropped",
        json -> {
          json.writeNumberField("time_us", dropped.micros());
          json.writeStringField("report", Hex.plain(lost));
          json.writeStringField("reason", ReportGatherer.reason(dropped));
        });
  }

  @Override
  public void event(KernelEvent event) {
    long micros = event.at().micros();
    RecordedRequest request = ReplayFolding.request(event, 0);
    if (request != null) {
      request(request);
    }
    switch (event) {
      case SentView sent -> sent(sent);
      case OutcomeView outcome -> outcome(outcome);
      case ReplayStart start -> started(start);
      case ReplayEnd end -> lastMicros = end.lastMicros();
      case DeviceEvent.Bound bound when begun ->
          lines.object(
              "descriptor",
              json -> {
                json.writeNumberField("time_us", micros);
                json.writeStringField("rdesc", Hex.plain(bound.descriptor()));
                json.writeStringField("driver", bound.driver());
              });
      case DeviceEvent.StateEntered entered ->
          lines.object(
              "state",
              json -> {
                json.writeNumberField("time_us", micros);
                json.writeStringField("state", entered.state());
              });
      case DeviceEvent.Withheld withheld -> report("withheld", micros, withheld.report(), own);
      case DeviceEvent.Overloaded overloaded ->
          lines.object(
              "overloaded",
              json -> {
                json.writeNumberField("time_us", micros);
                json.writeNumberField("model_line", overloaded.line());
              });
      case DeviceEvent.Detached detached ->
          lines.object(
              "detached",
              json -> {
                json.writeNumberField("time_us", micros);
                JsonLines.strings(json, "names", detached.names());
              });
      case ProgramEvent.Printk printk ->
          lines.object(
              "printk",
              json -> {
                json.writeNumberField("time_us", micros);
                json.writeStringField("program", printk.program());
                json.writeStringField("line", printk.line());
              });
      case ProgramEvent.Folded folded ->
          lines.object(
              "folded",
              json -> {
                json.writeNumberField("time_us", micros);
                json.writeNumberField("count", folded.count());
              });
      // Findings of the second run get the time at which the first one ended.
      case ProgramEvent.Found found ->
          finding(lastMicros < 0 ? micros : lastMicros, found.finding());
      default -> {}
    }
  }

  private void report(String type, long micros, byte[] report, @Nullable ReportDescriptor reports) {
    lines.object(
        type,
        json -> {
          json.writeNumberField("time_us", micros);
          json.writeStringField("report", Hex.plain(report));
          fields(json, "fields", reports, report);
        });
  }

  private void started(ReplayStart start) {
    begun = true;
    own = start.reportsBefore();
    lines.object(
        "start",
        json -> {
          json.writeStringField("kernel", start.profile());
          json.writeObjectFieldStart("device");
          json.writeStringField("name", start.device().name());
          json.writeStringField("sysfs", start.sysfsName());
          json.writeNumberField("bus", start.device().bus());
          json.writeNumberField("vendor", start.device().vendor());
          json.writeNumberField("product", start.device().product());
          json.writeStringField("driver_before", start.driverBefore());
          json.writeStringField("driver", start.driver());
          json.writeEndObject();
          json.writeArrayFieldStart("other_devices");
          for (RecordingContents.Contents c : others) {
            json.writeStartObject();
            json.writeNumberField("index", c.device().index());
            json.writeStringField("name", c.device().name());
            json.writeNumberField("events", c.events());
            json.writeNumberField("malformed_lines", c.broken());
            json.writeEndObject();
          }
          json.writeEndArray();
          JsonLines.strings(json, "warnings", warnings);
          json.writeArrayFieldStart("objects");
          for (ReplayStart.Attachment a : start.attachments()) {
            json.writeStartObject();
            json.writeStringField("object", a.object());
            json.writeBooleanField("for_this_device", a.forThisDevice());
            json.writeBooleanField("has_probe", a.probed());
            json.writeNumberField("probe_retval", a.probeResult());
            JsonLines.strings(json, "attached", a.attached());
            JsonLines.strings(json, "failures", a.failures());
            json.writeStringField("status", lowerCase(a.status()));
            JsonLines.strings(json, "optional", a.leftOut());
            json.writeObjectFieldStart("properties");
            for (Map.Entry<String, String> p : a.properties().entrySet()) {
              json.writeStringField(p.getKey(), p.getValue());
            }
            json.writeEndObject();
            JsonLines.strings(json, "warnings", a.warnings());
            JsonLines.strings(json, "passed_over", a.passedOver());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeStringField("rdesc_before", Hex.plain(start.descriptorBefore()));
          json.writeStringField("rdesc_after", Hex.plain(start.descriptorAfter()));
        });
  }

  private void detailed(GatheredReport event) {
    lines.object(
        "event",
        json -> {
          byte[] input = Arrays.copyOf(event.input(), event.inputLength());
          json.writeNumberField("index", event.index());
          json.writeNumberField("time_us", event.micros());
          json.writeStringField("input", Hex.plain(input));
          fields(json, "input_fields", own, input);
          json.writeArrayFieldStart("output");
          for (int i = 0; i < event.outputs(); i++) {
            GatheredReport.Output o = event.output(i);
            byte[] report = Arrays.copyOf(o.report(), o.length());
            json.writeStartObject();
            json.writeStringField("report", Hex.plain(report));
            json.writeBooleanField("injected", o.injected());
            json.writeStringField("delivery", DELIVERIES[o.delivery().ordinal()]);
            fields(json, "fields", o.reports(), report);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeStringField("result", RESULTS[event.result().ordinal()]);
          if (event.isDropped()) {
            json.writeStringField("dropped", event.dropped());
          }
        });
  }

  /** A report without the values of its fields: the usual case, which allocates nothing. */
  private void plain(GatheredReport event) {
    StringBuilder text = line.begin();
    text.append("{\"type\":\"event\",\"index\":").append(event.index());
    text.append(",\"time_us\":").append(event.micros()).append(",\"input\":\"");
    line.hex(event.input(), event.inputLength(), "");
    text.append("\",\"output\":[");
    for (int i = 0; i < event.outputs(); i++) {
      GatheredReport.Output o = event.output(i);
      text.append(i > 0 ? ",{\"report\":\"" : "{\"report\":\"");
      line.hex(o.report(), o.length(), "");
      text.append(o.injected() ? "\",\"injected\":true" : "\",\"injected\":false");
      text.append(",\"delivery\":\"").append(DELIVERIES[o.delivery().ordinal()]).append("\"}");
    }
    text.append("],\"result\":\"").append(RESULTS[event.result().ordinal()]).append('"');
    if (event.isDropped()) {
      text.append(",\"dropped\":\"");
      JsonStringEncoder.getInstance().quoteAsString(event.dropped(), text);
      text.append('"');
    }
    text.append('}');
    lines.line(line);
  }

  private void fields(
      JsonGenerator json, String name, @Nullable ReportDescriptor reports, byte[] report)
      throws IOException {
    if (withFields) {
      ReportJson.write(json, name, reports, report);
    }
  }

  private static String[] lowerCase(Enum<?>[] constants) {
    return Arrays.stream(constants).map(RunJson::lowerCase).toArray(String[]::new);
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private void request(RecordedRequest r) {
    lines.object(
        "request",
        json -> {
          json.writeNumberField("time_us", r.micros());
          json.writeNumberField("took_us", r.tookMicros());
          json.writeStringField("kind", r.kind().name());
          json.writeStringField("by", r.origin().text());
          json.writeStringField("report_type", r.type().text());
          json.writeNumberField("report_id", r.id());
          json.writeNumberField("result", r.result());
          json.writeStringField("data", Hex.plain(r.data()));
        });
  }

  private void finding(long micros, Finding finding) {
    lines.object(
        "finding",
        json -> {
          json.writeNumberField("time_us", micros);
          json.writeStringField("kind", finding.kind().id());
          json.writeStringField("program", finding.program());
          json.writeStringField("message", finding.message());
        });
  }

  void summary(ReplaySummary s) {
    lines.object(
        "summary",
        json -> {
          json.writeNumberField("events", s.events());
          json.writeNumberField("time_us", s.micros());
          json.writeNumberField("unchanged", s.unchanged());
          json.writeNumberField("reinterpreted", s.reinterpreted());
          json.writeNumberField("changed", s.changed());
          json.writeNumberField("dropped", s.dropped());
          json.writeNumberField("injected", s.injected());
          json.writeNumberField("delivered", s.delivered());
          json.writeNumberField("findings", s.findings().size());
          JsonLines.strings(
              json,
              "unattached",
              s.unattached().stream().map(ReplayStart.Attachment::object).toList());
          JsonLines.strings(json, "warnings", warnings);
          json.writeArrayFieldStart("callbacks");
          for (CallbackLatency c : s.callbacks()) {
            json.writeStartObject();
            json.writeStringField("kind", c.kindText());
            json.writeStringField("program", c.program());
            json.writeNumberField("callbacks", c.callbacks());
            json.writeNumberField("from_start_ns", c.fromStart());
            json.writeNumberField("most_from_start_ns", c.mostFromStart());
            json.writeNumberField("late_ns", c.late());
            json.writeNumberField("most_late_ns", c.mostLate());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("pending");
          for (PendingRun p : s.pending()) {
            json.writeStartObject();
            json.writeStringField("kind", p.kindText());
            json.writeStringField("program", p.program());
            json.writeStringField("callback", p.function());
            json.writeStringField("element", p.element());
            json.writeBooleanField("running", p.running());
            if (p.nanos() != Long.MAX_VALUE) {
              json.writeNumberField("due_us", p.nanos() / 1_000);
            }
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
