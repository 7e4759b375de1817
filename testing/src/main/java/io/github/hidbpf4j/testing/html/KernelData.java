package io.github.hidbpf4j.testing.html;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import io.github.hidbpf4j.kernel.verdict.Verdict;
import java.io.IOException;
import java.util.Map;

/** Writes kernels' verdicts on objects. */
final class KernelData {
  private KernelData() {}

  static void write(JsonGenerator json, Map<String, KernelMatrix> objects) throws IOException {
    json.writeArrayFieldStart("kernels");
    for (Map.Entry<String, KernelMatrix> object : objects.entrySet()) {
      json.writeStartObject();
      json.writeStringField("object", object.getKey());
      PageJson.strings(json, "programs", object.getValue().programs());
      PageJson.strings(json, "loading", object.getValue().loading());
      json.writeArrayFieldStart("columns");
      for (KernelMatrix.Column column : object.getValue().columns()) {
        json.writeStartObject();
        json.writeStringField("title", column.title());
        PageJson.strings(json, "kernels", column.profiles());
        PageJson.strings(json, "verdicts", column.verdicts().stream().map(Verdict::text).toList());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("reasons");
      for (KernelMatrix.Reason reason : object.getValue().reasons()) {
        json.writeStartObject();
        PageJson.strings(json, "programs", reason.programs());
        PageJson.strings(json, "kernels", reason.profiles());
        json.writeStringField("text", reason.text());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
