package io.github.hidbpf4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.testing.coverage.CoverageTotals;
import io.github.hidbpf4j.testing.coverage.FunctionCoverage;
import io.github.hidbpf4j.testing.coverage.LineCoverage;
import io.github.hidbpf4j.testing.coverage.ObjectCoverage;
import java.io.IOException;
import java.io.PrintWriter;

/** The coverage options of {@code hidbpf run}, and what they write for all its replays together. */
final class RunCoverage extends CoverageOptions {
  /** Prints what the options ask for. */
  void print(PrintWriter out, JsonLines lines, RunCommand.Format format) {
    if (!shown) {
      return;
    }
    if (format == RunCommand.Format.json) {
      collector.result().objects().forEach(o -> lines.object("coverage", json -> object(json, o)));
      out.flush();
    } else {
      printText(out);
    }
  }

  // ---- JSON

  private static void object(JsonGenerator json, ObjectCoverage object) throws IOException {
    json.writeStringField("object", object.object());
    CoverageTotals totals = object.totals();
    part(json, "lines", totals.lines());
    part(json, "branches", totals.branches());
    part(json, "instructions", totals.instructions());
    part(json, "functions", totals.functions());
    json.writeArrayFieldStart("by_function");
    for (FunctionCoverage f : object.functions()) {
      json.writeStartObject();
      json.writeStringField("function", f.name());
      json.writeBooleanField("program", f.program());
      json.writeBooleanField("reachable", f.isReachable());
      json.writeNumberField("calls", f.calls());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("by_line");
    for (LineCoverage line : object.lines()) {
      json.writeStartObject();
      json.writeStringField("file", line.file());
      json.writeNumberField("line", line.line());
      json.writeStringField("text", line.text());
      json.writeBooleanField("reachable", line.reachable());
      json.writeNumberField("hits", line.hits());
      json.writeArrayFieldStart("branches");
      for (LineCoverage.Branch branch : line.branches()) {
        json.writeStartObject();
        json.writeStringField("function", branch.function());
        json.writeNumberField("slot", branch.slot());
        json.writeNumberField("executed", branch.executed());
        json.writeNumberField("jumped", branch.sides().jumped().count());
        json.writeNumberField("fell_through", branch.sides().fellThrough().count());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void part(JsonGenerator json, String name, CoverageTotals.Part part)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("reached", part.reached());
    json.writeNumberField("all", part.all());
    json.writeEndObject();
  }
}
