package io.github.hidbpf4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.bpf.object.ProgramSpec;
import io.github.hidbpf4j.bpf.program.CausalStep;
import io.github.hidbpf4j.bpf.program.Explanation;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.lint.LintLevel;
import io.github.hidbpf4j.kernel.profile.ProfileRanges;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verdicts for programs to read: an object {@code "type":"program"} for each program and profile,
 * and at the end one {@code "type":"summary"}.
 */
final class VerifyJson implements VerifyOutput {
  private final PrintWriter out;
  private final JsonLines json;
  private final @Nullable Integer logLevel;
  private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);

  VerifyJson(PrintWriter out, @Nullable Integer logLevel) {
    this.out = out;
    this.json = JsonLines.begin(out, JsonFormat.VERIFY);
    this.logLevel = logLevel;
  }

  @Override
  public void object(String name, String ownProfile, KernelMatrix matrix) {
    for (KernelMatrix.Kernel kernel : matrix.kernels()) {
      for (ProgramVerdict v : kernel.verdicts()) {
        counts.merge(v.verdict(), 1, Integer::sum);
        json.object("program", o -> program(o, name, ownProfile, v));
      }
    }
    if (matrix.kernels().size() > 1) {
      json.object("kernels", o -> kernels(o, name, matrix));
    }
  }

  @Override
  public void answer(String name, KernelMatrix matrix, List<String> kernels) {
    json.object("kernels", o -> kernels(o, name, matrix));
  }

  /** Which of the kernels load the object. */
  static void kernels(JsonGenerator o, String name, KernelMatrix matrix) throws IOException {
    o.writeStringField("object", name);
    JsonLines.strings(o, "loading", matrix.loading());
    JsonLines.strings(o, "refusing", matrix.refusing());
    o.writeStringField("range", ProfileRanges.text(matrix.loading()));
    if (matrix.lowest().isPresent()) {
      o.writeStringField("lowest", matrix.lowest().get());
    }
  }

  @Override
  public void leftOut(String name, ProgramSpec program, String request) {
    json.object(
        "optional",
        o -> {
          o.writeStringField("object", name);
          o.writeStringField("program", program.name());
          o.writeStringField("section", program.section());
          o.writeStringField("request", request);
        });
  }

  /** Prints nothing: programs call {@code lint --json}. */
  @Override
  public void hints(String name, Map<LintLevel, Long> found) {}

  @Override
  public void fix(String stem, List<String> versions, Map<String, String> taken) {
    json.object(
        "fix",
        o -> {
          o.writeStringField("stem", stem);
          JsonLines.strings(o, "versions", versions);
          o.writeArrayFieldStart("taken");
          for (Map.Entry<String, String> e : taken.entrySet()) {
            o.writeStartObject();
            o.writeStringField("kernel", e.getKey());
            if (e.getValue().isEmpty()) {
              o.writeNullField("object");
            } else {
              o.writeStringField("object", e.getValue());
            }
            o.writeEndObject();
          }
          o.writeEndArray();
        });
  }

  private void program(JsonGenerator o, String name, String ownProfile, ProgramVerdict v)
      throws IOException {
    o.writeStringField("object", name);
    o.writeStringField("program", v.program());
    o.writeStringField("section", v.section());
    o.writeStringField("kernel", v.profile());
    o.writeBooleanField("own_kernel", v.profile().equals(ownProfile));
    o.writeStringField("verdict", key(v.verdict()));
    o.writeNumberField("processed", v.processed());
    if (!v.accepted()) {
      o.writeStringField("text", v.reason());
    }
    if (v.errno() != null) {
      o.writeStringField("errno", v.errno().name());
    }
    Explanation why = v.explanation();
    if (why != null) {
      explanation(o, why);
    }
    o.writeArrayFieldStart("findings");
    for (Finding finding : v.findings()) {
      o.writeStartObject();
      o.writeStringField("kind", finding.kind().id());
      o.writeStringField("message", finding.message());
      o.writeEndObject();
    }
    o.writeEndArray();
    if (!v.log().isEmpty() && (logLevel != null || !v.accepted())) {
      o.writeStringField("log", v.log());
    }
  }

  private static void explanation(JsonGenerator o, Explanation why) throws IOException {
    JsonLines.strings(o, "messages", why.messages());
    if (why.slot() >= 0) {
      o.writeNumberField("slot", why.slot());
      o.writeStringField("instruction", why.instruction());
    }
    LineInfo line = why.line();
    if (line != null) {
      o.writeStringField("file", line.file());
      o.writeNumberField("line", line.line());
      o.writeNumberField("column", line.column());
      o.writeStringField("source", line.text().strip());
    }
    o.writeStringField("cause", why.cause());
    o.writeStringField("found", why.found());
    o.writeStringField("expected", why.expected());
    o.writeStringField("to_do", why.action());
    o.writeArrayFieldStart("path");
    for (CausalStep step : why.path()) {
      o.writeStartObject();
      o.writeNumberField("slot", step.slot());
      if (step.line() != null) {
        o.writeStringField("file", step.line().file());
        o.writeNumberField("line", step.line().line());
      }
      o.writeStringField("what", step.what());
      o.writeEndObject();
    }
    o.writeEndArray();
  }

  private static String key(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void end() {
    json.object(
        "summary",
        o -> {
          for (Verdict verdict : Verdict.values()) {
            o.writeNumberField(key(verdict), counts.getOrDefault(verdict, 0));
          }
        });
    out.flush();
  }
}
