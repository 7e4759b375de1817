package io.github.hidbpf4j.tools.selftests;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes our verdicts on programs, with their logs, in the format of a kernel's answers. */
final class AnswerWriter implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  private final Writer out;

  private AnswerWriter(Writer out) {
    this.out = out;
  }

  /** Creates a writer to a file; without a file, discards everything. */
  static AnswerWriter to(@Nullable Path file) throws IOException {
    return new AnswerWriter(file == null ? Writer.nullWriter() : Files.newBufferedWriter(file));
  }

  /** Writes a line for a program. */
  void write(StickEntry entry, PathVerification.Result result) throws IOException {
    Errno errno = result.errno();
    try (JsonGenerator json =
        JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      json.writeStartObject();
      json.writeStringField("object", entry.object());
      json.writeStringField("prog", entry.program());
      json.writeStringField("expect", errno == null ? "accept" : "reject");
      json.writeNumberField("errno", errno == null ? 0 : errno.number());
      json.writeStringField("last", LogEnd.of(result.log()));
      json.writeNumberField("insns_processed", result.processed());
      json.writeStringField("reason", result.reason());
      json.writeStringField("log", result.log());
      json.writeEndObject();
    }
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
