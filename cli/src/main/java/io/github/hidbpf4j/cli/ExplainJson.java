package io.github.hidbpf4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.kernel.conduct.ByteRanges;
import io.github.hidbpf4j.kernel.conduct.BytesUse;
import io.github.hidbpf4j.kernel.conduct.CallUse;
import io.github.hidbpf4j.kernel.conduct.ProgramConduct;
import io.github.hidbpf4j.kernel.conduct.ReportIds;
import io.github.hidbpf4j.kernel.conduct.ResultUse;
import io.github.hidbpf4j.kernel.conduct.VariableUse;
import io.github.hidbpf4j.kernel.metadata.DeviceMatch;
import io.github.hidbpf4j.kernel.metadata.UdevProperties;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What an object does, as JSON. */
final class ExplainJson {
  private ExplainJson() {}

  static void write(JsonGenerator o, ObjectExplanation of) throws IOException {
    o.writeStringField("object", of.object().name());
    JsonLines.strings(
        o,
        "devices",
        DeviceMatch.of(of.object().btf().orElse(null)).stream()
            .map(DeviceMatch::modalias)
            .toList());
    JsonLines.strings(o, "loading_kernels", of.kernels());
    JsonLines.strings(
        o,
        "udev_properties",
        UdevProperties.of(of.object()).stream().map(UdevProperties.Declared::name).toList());
    o.writeArrayFieldStart("programs");
    for (ProgramConduct p : of.programs()) {
      o.writeStartObject();
      program(o, of, p);
      o.writeEndObject();
    }
    o.writeEndArray();
    o.writeArrayFieldStart("refused");
    for (ProgramVerdict v : of.refused()) {
      o.writeStartObject();
      o.writeStringField("name", v.program());
      o.writeStringField("reason", v.reason());
      o.writeEndObject();
    }
    o.writeEndArray();
  }

  private static void program(JsonGenerator o, ObjectExplanation of, ProgramConduct p)
      throws IOException {
    o.writeStringField("name", p.name());
    o.writeStringField("hook", p.hook());
    o.writeStringField("callback_of", p.callbackOf());
    o.writeStringField("where", p.where());
    bytes(o, "reads", of, p, p.reads());
    bytes(o, "changes", of, p, p.writes());
    o.writeArrayFieldStart("results");
    for (ResultUse use : p.results()) {
      o.writeStartObject();
      if (!use.isComputed()) {
        o.writeNumberField("result", use.result());
      }
      o.writeBooleanField("computed", use.isComputed());
      ids(o, use.ids());
      o.writeEndObject();
    }
    o.writeEndArray();
    o.writeArrayFieldStart("calls");
    for (CallUse call : p.calls()) {
      o.writeStartObject();
      o.writeStringField("function", call.function());
      o.writeStringField("role", call.role().name().toLowerCase(Locale.ROOT));
      o.writeStringField("map", call.map());
      o.writeStringField("where", call.where());
      o.writeEndObject();
    }
    o.writeEndArray();
    o.writeArrayFieldStart("state");
    for (VariableUse use : p.variables()) {
      o.writeStartObject();
      o.writeStringField("name", use.name());
      o.writeBooleanField("map", use.map());
      o.writeBooleanField("read", use.read());
      o.writeBooleanField("written", use.written());
      o.writeEndObject();
    }
    o.writeEndArray();
    o.writeBooleanField("complete", p.complete());
  }

  private static void bytes(
      JsonGenerator o, String name, ObjectExplanation of, ProgramConduct p, List<BytesUse> uses)
      throws IOException {
    o.writeArrayFieldStart(name);
    for (BytesUse use : uses) {
      o.writeStartObject();
      ids(o, use.ids());
      ByteRanges ranges = use.bytes();
      o.writeArrayFieldStart("bytes");
      for (int i = 0; i < ranges.bounds().size(); i += 2) {
        o.writeStartObject();
        o.writeNumberField("first", ranges.bounds().get(i));
        o.writeNumberField("last", ranges.bounds().get(i + 1) - 1);
        o.writeEndObject();
      }
      o.writeEndArray();
      o.writeBooleanField("computed_offsets", use.computed());
      if (p.hook().equals("hid_device_event")) {
        JsonLines.strings(o, "fields", of.fields(use.ids(), ranges));
      }
      o.writeEndObject();
    }
    o.writeEndArray();
  }

  /** Writes the possible report ids; nothing if any is possible. */
  private static void ids(JsonGenerator o, ReportIds ids) throws IOException {
    if (ids.isAll()) {
      return;
    }
    o.writeArrayFieldStart("report_ids");
    for (int id : ids.list()) {
      o.writeNumber(id);
    }
    o.writeEndArray();
  }
}
