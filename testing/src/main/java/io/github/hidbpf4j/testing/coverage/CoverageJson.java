package io.github.hidbpf4j.testing.coverage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.bpf.program.LineInfo;
import java.io.IOException;
import java.io.Writer;

/**
 * Writes coverage as JSON, without loss, so that it can be added up elsewhere. {@code
 * docs/schema/coverage.schema.json} describes the format; {@link CoverageJsonReader} reads it.
 */
public final class CoverageJson {
  /** Name of the format. */
  public static final String FORMAT = "hidbpf-coverage";

  /** Its version. */
  public static final int VERSION = 1;

  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

  private CoverageJson() {}

  /** Writes one JSON object and a line end; the writer stays open. */
  public static void write(Coverage coverage, Writer out) throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("format", FORMAT);
      json.writeNumberField("version", VERSION);
      json.writeArrayFieldStart("objects");
      for (ObjectCoverage object : coverage.objects()) {
        json.writeStartObject();
        json.writeStringField("object", object.object());
        json.writeArrayFieldStart("functions");
        for (FunctionCoverage f : object.functions()) {
          function(json, f);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static void function(JsonGenerator json, FunctionCoverage f) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", f.name());
    json.writeBooleanField("program", f.program());
    json.writeNumberField("slots", f.slots());
    json.writeArrayFieldStart("lines");
    for (LineInfo line : f.lines()) {
      json.writeStartObject();
      json.writeNumberField("slot", line.slot());
      json.writeStringField("file", line.file());
      json.writeNumberField("line", line.line());
      json.writeNumberField("column", line.column());
      json.writeStringField("text", line.text());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("instructions");
    for (InstructionCoverage i : f.instructions()) {
      json.writeStartObject();
      json.writeNumberField("slot", i.slot());
      if (!i.text().isEmpty()) {
        json.writeStringField("text", i.text());
      }
      json.writeBooleanField("reachable", i.reachable());
      json.writeNumberField("executed", i.executed());
      BranchCoverage branch = i.branch();
      if (branch != null) {
        json.writeObjectFieldStart("branch");
        json.writeNumberField("target", branch.target());
        side(json, "jumped", branch.jumped());
        side(json, "fell_through", branch.fellThrough());
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void side(JsonGenerator json, String name, SideCoverage side) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeBooleanField("possible", side.possible());
    json.writeNumberField("count", side.count());
    json.writeEndObject();
  }
}
