package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.hid.recording.RecordingWarning;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.replay.CallbackLatency;
import io.github.hidbpf4j.kernel.replay.PendingRun;
import io.github.hidbpf4j.kernel.replay.ReplayEvent;
import io.github.hidbpf4j.kernel.replay.ReplayListener;
import io.github.hidbpf4j.kernel.replay.ReplayStart;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints a replay for programs: one JSON object a line, told apart by {@code type}. */
final class RunJson implements ReplayListener {
  private final JsonLines lines;
  private final List<RecordingContents.Contents> others;

  /** What was passed over of the recording. */
  private final List<String> warnings;

  /** Prints the replay of one device of a recording. */
  RunJson(PrintWriter out, RecordingContents contents, RecordedDevice device) {
    lines = new JsonLines(out);
    others = contents.others(device);
    warnings = contents.warnings(device).stream().map(RecordingWarning::toString).toList();
  }

  @Override
  public void started(ReplayStart start) {
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
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeStringField("rdesc_before", Hex.plain(start.descriptorBefore()));
          json.writeStringField("rdesc_after", Hex.plain(start.descriptorAfter()));
        });
  }

  @Override
  public void event(ReplayEvent event) {
    lines.object(
        "event",
        json -> {
          json.writeNumberField("index", event.index());
          json.writeNumberField("time_us", event.micros());
          json.writeStringField("input", Hex.plain(event.input()));
          json.writeArrayFieldStart("output");
          for (ReplayEvent.Output o : event.output()) {
            json.writeStartObject();
            json.writeStringField("report", Hex.plain(o.report()));
            json.writeBooleanField("injected", o.injected());
            json.writeStringField("delivery", lowerCase(o.delivery()));
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeStringField("result", lowerCase(event.result()));
          if (event.isDropped()) {
            json.writeStringField("dropped", event.dropped());
          }
        });
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void rebound(long micros, byte[] descriptor) {
    lines.object(
        "descriptor",
        json -> {
          json.writeNumberField("time_us", micros);
          json.writeStringField("rdesc", Hex.plain(descriptor));
        });
  }

  @Override
  public void injected(long micros, ReplayEvent.Output output) {
    lines.object(
        "injected",
        json -> {
          json.writeNumberField("time_us", micros);
          json.writeStringField("report", Hex.plain(output.report()));
        });
  }

  @Override
  public void request(long token, RecordedRequest r) {
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

  @Override
  public void stateEntered(long micros, String state) {
    lines.object(
        "state",
        json -> {
          json.writeNumberField("time_us", micros);
          json.writeStringField("state", state);
        });
  }

  @Override
  public void detached(long micros, List<String> names) {
    lines.object(
        "detached",
        json -> {
          json.writeNumberField("time_us", micros);
          json.writeArrayFieldStart("names");
          for (String name : names) {
            json.writeString(name);
          }
          json.writeEndArray();
        });
  }

  @Override
  public void withheld(long micros, byte[] report) {
    lines.object(
        "withheld",
        json -> {
          json.writeNumberField("time_us", micros);
          json.writeStringField("report", Hex.plain(report));
        });
  }

  @Override
  public void printk(long micros, String program, String line) {
    lines.object(
        "printk",
        json -> {
          json.writeNumberField("time_us", micros);
          json.writeStringField("program", program);
          json.writeStringField("line", line);
        });
  }

  @Override
  public void folded(long micros, long count) {
    lines.object(
        "folded",
        json -> {
          json.writeNumberField("time_us", micros);
          json.writeNumberField("count", count);
        });
  }

  @Override
  public void finding(long micros, Finding finding) {
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
