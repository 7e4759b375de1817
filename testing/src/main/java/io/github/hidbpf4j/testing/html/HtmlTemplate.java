package io.github.hidbpf4j.testing.html;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** The parts of a page that are the same for all reports, from the resources of this package. */
final class HtmlTemplate {
  /** Ordered by their dependencies. */
  static final List<String> SCRIPTS =
      List.of(
          "dom.js",
          "unpack.js",
          "events.js",
          "hid.js",
          "text.js",
          "view.js",
          "strip.js",
          "timeline.js",
          "table.js",
          "details.js",
          "values.js",
          "descriptor.js",
          "layout.js",
          "overview.js",
          "source.js",
          "keys.js",
          "cases.js",
          "main.js");

  static final List<String> STYLES = List.of("page.css", "views.css", "print.css");

  private final String style;
  private final String script;

  private HtmlTemplate(String style, String script) {
    this.style = style;
    this.script = script;
  }

  static HtmlTemplate load() throws IOException {
    StringBuilder style = new StringBuilder("\n");
    for (String name : STYLES) {
      style.append(resource(name));
    }
    // All scripts share one scope; nothing in it is global.
    StringBuilder script = new StringBuilder("\n(() => {\n'use strict';\n");
    for (String name : SCRIPTS) {
      script.append(resource(name));
    }
    return new HtmlTemplate(style.toString(), script.append("})();\n").toString());
  }

  /** A resource of this package. */
  static String resource(String name) throws IOException {
    try (InputStream in = HtmlTemplate.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + ": not found beside " + HtmlTemplate.class.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The page up to its data. Only the style here and the script below may be used in it. */
  String head(String title) throws IOException {
    return resource("page.html")
        .replace("@STYLE-HASH@", hash(style))
        .replace("@SCRIPT-HASH@", hash(script))
        .replace("@TITLE@", text(title))
        .replace("@STYLE@", style);
  }

  /** The page after its data. */
  String foot() {
    return "<script>" + script + "</script>\n</body>\n</html>\n";
  }

  private static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Escapes text as the content of an element: all but plain characters by number. */
  static String text(String plain) {
    StringBuilder text = new StringBuilder();
    plain
        .codePoints()
        .forEach(
            c -> {
              if (c >= ' ' && c < 0x7f && c != '<' && c != '>' && c != '&' && c != '"') {
                text.append((char) c);
              } else {
                boolean unfit = c < ' ' || c >= 0xd800 && c < 0xe000;
                text.append("&#").append(unfit ? 0xfffd : c).append(';');
              }
            });
    return text.toString();
  }
}
