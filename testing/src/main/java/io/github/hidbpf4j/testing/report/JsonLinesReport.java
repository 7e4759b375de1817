package io.github.hidbpf4j.testing.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.testing.suite.CaseResult;
import io.github.hidbpf4j.testing.suite.ComparedVerdict;
import io.github.hidbpf4j.testing.suite.Failure;
import io.github.hidbpf4j.testing.suite.KernelResult;
import io.github.hidbpf4j.testing.suite.Status;
import io.github.hidbpf4j.testing.suite.SuiteListener;
import io.github.hidbpf4j.testing.suite.SuiteResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * Writes one JSON object per line (docs/schema/test.schema.json): the suite, each test as it ends,
 * the end. {@link JsonLinesReader} merges such files of shards that ran on several machines.
 */
public final class JsonLinesReport implements SuiteListener {
  /** Name of the format, as in the first line. */
  public static final String FORMAT = "hidbpf-test";

  /** Version of the format, incremented by changes that break readers. */
  public static final int VERSION = 1;

  private static final JsonFactory JSON = new JsonFactory();

  private final PrintWriter out;
  private final String shard;

  /** Creates a report; it does not close the writer. */
  public JsonLinesReport(PrintWriter out) {
    this(out, "");
  }

  /**
   * Creates a report for a shard of a suite.
   *
   * @param shard which one, as in {@code 2/5}; empty for the whole suite
   */
  public JsonLinesReport(PrintWriter out, String shard) {
    this.out = out;
    this.shard = shard;
  }

  @FunctionalInterface
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private void line(String type, Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("type", type);
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.print(text.append('\n'));
    out.flush();
  }

  @Override
  public void started(int tests) {
    line(
        "suite",
        json -> {
          json.writeStringField("format", FORMAT);
          json.writeNumberField("version", VERSION);
          json.writeNumberField("tests", tests);
          if (!shard.isEmpty()) {
            json.writeStringField("shard", shard);
          }
        });
  }

  @Override
  public void finished(CaseResult result) {
    line(
        "test",
        json -> {
          json.writeStringField("name", result.name());
          json.writeStringField("file", result.file().toString());
          json.writeStringField("status", result.status().text());
          json.writeNumberField("nanos", result.nanos());
          json.writeArrayFieldStart("kernels");
          for (KernelResult kernel : result.kernels()) {
            kernel(json, kernel);
          }
          json.writeEndArray();
        });
  }

  /** The name of the field for the failures of a test that ended with this status. */
  static String list(Status status) {
    return switch (status) {
      case PASSED, FAILED -> "failures";
      case UPDATED -> "changes";
      case SKIPPED -> "reasons";
    };
  }

  private static void kernel(JsonGenerator json, KernelResult kernel) throws IOException {
    json.writeStartObject();
    json.writeStringField("kernel", kernel.kernel());
    json.writeStringField("status", kernel.status().text());
    json.writeNumberField("nanos", kernel.nanos());
    json.writeArrayFieldStart(list(kernel.status()));
    for (Failure failure : kernel.failures()) {
      json.writeStartObject();
      json.writeStringField("file", failure.file().toString());
      json.writeNumberField("line", failure.line());
      json.writeStringField("message", failure.message());
      json.writeArrayFieldStart("details");
      for (String detail : failure.details()) {
        json.writeString(detail);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    if (!kernel.verdicts().isEmpty()) {
      json.writeArrayFieldStart("verdicts");
      for (ComparedVerdict verdict : kernel.verdicts()) {
        json.writeStartObject();
        json.writeStringField("object", verdict.object());
        json.writeStringField("program", verdict.program());
        verdict(json, "kernel", verdict.kernel());
        verdict(json, "hidbpf", verdict.replay());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** Writes a verdict, with its reason if there is one. */
  private static void verdict(JsonGenerator json, String whose, String reason) throws IOException {
    json.writeStringField(whose, ComparedVerdict.word(reason));
    if (!reason.isEmpty()) {
      json.writeStringField(whose + "_reason", reason);
    }
  }

  @Override
  public void finished(SuiteResult result) {
    line(
        "end",
        json -> {
          for (Status status : Status.values()) {
            json.writeNumberField(status.text(), result.count(status));
          }
          json.writeNumberField("not_run", result.notRun());
          json.writeNumberField("nanos", result.nanos());
        });
  }
}
