package io.github.hidbpf4j.testing.html;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.replay.CallbackLatency;
import io.github.hidbpf4j.kernel.replay.PendingRun;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a report shows of one run; made by {@link RunCapture}. */
public final class CapturedRun {
  private final ReplayStart start;
  private final ReplaySummary summary;
  private final WrittenRows rows;
  private final EvdevRows evdev;
  private final List<Finding> findings;
  private final Map<String, KernelMatrix> kernels = new LinkedHashMap<>();
  private final List<ReportSource> sources = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  CapturedRun(
      ReplayStart start,
      ReplaySummary summary,
      WrittenRows rows,
      EvdevRows evdev,
      List<Finding> findings) {
    this.start = start;
    this.summary = summary;
    this.rows = rows;
    this.evdev = evdev;
    this.findings = List.copyOf(findings);
  }

  /** {@return the name of the kernel profile} */
  public String profile() {
    return start.profile();
  }

  /** {@return the name of the device; may be empty} */
  public String deviceName() {
    return start.device().name();
  }

  /**
   * Adds the kernels' verdicts on an object.
   *
   * @param object its name
   * @param matrix their verdicts
   * @return this
   */
  public CapturedRun kernels(String object, KernelMatrix matrix) {
    kernels.put(object, matrix);
    return this;
  }

  /**
   * Adds source files.
   *
   * @param files the files, with or without coverage
   * @return this
   */
  public CapturedRun sources(List<ReportSource> files) {
    sources.addAll(files);
    return this;
  }

  /**
   * Adds notes on the run besides its events, such as what was skipped in the recording.
   *
   * @param lines one line per note
   * @return this
   */
  public CapturedRun notes(List<String> lines) {
    notes.addAll(lines);
    return this;
  }

  /** {@return its size in a page, in characters} */
  public long length() {
    long[] length = {0};
    try (JsonGenerator json =
        PageJson.to(
            new Writer() {
              @Override
              public void write(char[] text, int from, int count) {
                length[0] += count;
              }

              @Override
              public void flush() {}

              @Override
              public void close() {}
            })) {
      write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return length[0];
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    start(json);
    PageJson.strings(json, "notes", notes);
    summary(json);
    findings(json);
    KernelData.write(json, kernels);
    json.writeNumberField("before", rows.descriptors().number(start.descriptorBefore()));
    json.writeNumberField("after", rows.descriptors().number(start.descriptorAfter()));
    DescriptorData.diff(
        json,
        start.descriptorBefore(),
        start.descriptorAfter().length == 0 ? start.descriptorBefore() : start.descriptorAfter());
    new DescriptorData(json).write(rows.descriptors().all());
    events(json);
    input(json);
    sources(json);
    json.writeEndObject();
  }

  private void start(JsonGenerator json) throws IOException {
    json.writeStringField("kernel", start.profile());
    json.writeObjectFieldStart("device");
    json.writeStringField("name", start.device().name());
    json.writeStringField(
        "id",
        "%04X:%04X:%04X"
            .formatted(start.device().bus(), start.device().vendor(), start.device().product()));
    json.writeStringField("sysfs", start.sysfsName());
    json.writeStringField("driverBefore", start.driverBefore());
    json.writeStringField("driver", start.driver());
    json.writeEndObject();
    json.writeArrayFieldStart("objects");
    for (ReplayStart.Attachment a : start.attachments()) {
      json.writeStartObject();
      json.writeStringField("object", a.object());
      json.writeBooleanField("attached", a.status() == ReplayStart.Attachment.Status.ATTACHED);
      json.writeStringField("reason", a.reason());
      json.writeBooleanField("probed", a.probed());
      PageJson.strings(json, "programs", a.attached());
      PageJson.strings(json, "failures", a.failures());
      PageJson.strings(json, "optional", a.leftOut());
      PageJson.strings(json, "warnings", a.warnings());
      PageJson.strings(json, "passedOver", a.passedOver());
      json.writeObjectFieldStart("properties");
      for (Map.Entry<String, String> p : a.properties().entrySet()) {
        json.writeStringField(p.getKey(), p.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void summary(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("summary");
    json.writeNumberField("events", summary.events());
    json.writeNumberField("unchanged", summary.unchanged());
    json.writeNumberField("reinterpreted", summary.reinterpreted());
    json.writeNumberField("changed", summary.changed());
    json.writeNumberField("dropped", summary.dropped());
    json.writeNumberField("injected", summary.injected());
    json.writeNumberField("delivered", summary.delivered());
    json.writeNumberField("micros", summary.micros());
    json.writeArrayFieldStart("callbacks");
    for (CallbackLatency c : summary.callbacks()) {
      json.writeStartObject();
      json.writeStringField("kind", c.kindText());
      json.writeStringField("program", c.program());
      json.writeNumberField("count", c.callbacks());
      json.writeNumberField("fromStart", c.fromStart());
      json.writeNumberField("mostFromStart", c.mostFromStart());
      json.writeNumberField("late", c.late());
      json.writeNumberField("mostLate", c.mostLate());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("pending");
    for (PendingRun p : summary.pending()) {
      json.writeStartObject();
      json.writeStringField("kind", p.kindText());
      json.writeStringField("program", p.program());
      json.writeStringField("callback", p.function());
      json.writeStringField("element", p.element());
      json.writeBooleanField("running", p.running());
      if (p.nanos() != Long.MAX_VALUE) {
        json.writeNumberField("due", p.nanos());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void findings(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("findings");
    for (Finding f : findings) {
      json.writeStartObject();
      json.writeStringField("kind", f.kind().id());
      json.writeStringField("program", f.program());
      json.writeStringField("message", f.message());
      json.writeStringField("breaks", f.kind().breakingKernels());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void events(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("events");
    json.writeArrayFieldStart("kinds");
    for (RowKind kind : RowKind.values()) {
      json.writeString(kind.id());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("lanes");
    for (Lane lane : rows.lanes()) {
      json.writeStartArray();
      json.writeString(lane.id());
      json.writeString(lane.name());
      json.writeEndArray();
    }
    json.writeEndArray();
    PageJson.strings(json, "texts", rows.texts());
    json.writeObjectFieldStart("errnos");
    for (Map.Entry<Long, String> errno : rows.errnos().entrySet()) {
      json.writeStringField(String.valueOf(errno.getKey()), errno.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("rows", rows.rows());
    RowStore.Gap gap = rows.gap();
    if (gap != null) {
      json.writeArrayFieldStart("gap");
      json.writeNumber(gap.from());
      json.writeNumber(gap.rows());
      json.writeEndArray();
    }
    json.writeArrayFieldStart("chunks");
    for (RowChunk.Packed chunk : rows.chunks()) {
      json.writeString(Base64.getEncoder().encodeToString(chunk.bytes()));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void input(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("input");
    json.writeFieldName("without");
    InputDeviceData.write(json, evdev.without());
    json.writeArrayFieldStart("with");
    for (List<InputDeviceData> devices : evdev.with()) {
      InputDeviceData.write(json, devices);
    }
    json.writeEndArray();
    PageJson.strings(json, "changes", evdev.changes());
    PageJson.strings(json, "findings", evdev.findings());
    json.writeObjectFieldStart("codes");
    for (Map.Entry<Integer, String> code : evdev.codes().entrySet()) {
      json.writeStringField(String.valueOf(code.getKey()), code.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void sources(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("sources");
    for (ReportSource source : sources) {
      json.writeStartObject();
      json.writeStringField("file", source.file());
      json.writeArrayFieldStart("lines");
      for (ReportSource.Line line : source.lines()) {
        json.writeStartArray();
        json.writeNumber(line.number());
        json.writeString(line.text());
        json.writeNumber(line.instructions());
        json.writeNumber(line.hits());
        for (String branch : line.notTaken()) {
          json.writeString(branch);
        }
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
