package io.github.hidbpf4j.testing.html;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/**
 * A report of runs and tests as one HTML page. The page is self-contained and loads nothing (its
 * own policy forbids it); the same runs give the same bytes. A single case is shown itself, several
 * as an index.
 */
public final class HtmlReport {
  private HtmlReport() {}

  /**
   * Writes a page.
   *
   * @param out receives the page, and must write it as UTF-8; is not closed
   * @param title its subject, such as the name of the recording
   * @param producer what made it, such as {@code hidbpf run}
   * @param cases what is shown, in this order
   * @throws IOException if it cannot be written
   */
  public static void write(Writer out, String title, String producer, List<HtmlCase> cases)
      throws IOException {
    HtmlTemplate template = HtmlTemplate.load();
    out.write(template.head(title));
    out.write("<script type=\"application/json\" id=\"report\">");
    try (JsonGenerator json = PageJson.to(out)) {
      index(json, title, producer, cases);
    }
    out.write("</script>\n");
    for (int i = 0; i < cases.size(); i++) {
      CapturedRun run = cases.get(i).run();
      if (run != null) {
        out.write("<script type=\"application/json\" id=\"run-" + i + "\">");
        try (JsonGenerator json = PageJson.to(out)) {
          run.write(json);
        }
        out.write("</script>\n");
      }
    }
    out.write(template.foot());
    out.flush();
  }

  private static void index(JsonGenerator json, String title, String producer, List<HtmlCase> cases)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("version", 1);
    json.writeStringField("title", title);
    json.writeStringField("producer", producer);
    json.writeArrayFieldStart("cases");
    for (HtmlCase each : cases) {
      json.writeStartObject();
      json.writeStringField("name", each.name());
      json.writeStringField("group", each.group());
      json.writeStringField("kernel", each.kernel());
      json.writeStringField("result", each.result().name().toLowerCase(Locale.ROOT));
      PageJson.strings(json, "messages", each.messages());
      json.writeBooleanField("run", each.run() != null);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
