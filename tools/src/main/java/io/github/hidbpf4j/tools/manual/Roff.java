package io.github.hidbpf4j.tools.manual;

/** Builds text in the language of man pages: the macros of man(7). */
final class Roff {
  private final StringBuilder out = new StringBuilder();

  /** Adds a request or macro with its arguments, quoted where necessary. */
  Roff macro(String name, String... arguments) {
    out.append('.').append(name);
    for (String argument : arguments) {
      out.append(" \"").append(argument.replace("\"", "\\(dq")).append('"');
    }
    out.append('\n');
    return this;
  }

  /** Adds a comment for readers of the page's source. */
  Roff comment(String text) {
    out.append(".\\\" ").append(text).append('\n');
    return this;
  }

  /** Starts a section. */
  Roff section(String title) {
    return macro("SH", escape(title));
  }

  /** Adds a line of text that is already in this language, such as the result of {@link #bold}. */
  Roff line(String text) {
    // These characters begin requests.
    if (text.startsWith(".") || text.startsWith("'")) {
      out.append("\\&");
    }
    out.append(text).append('\n');
    return this;
  }

  /** Adds plain text. */
  Roff text(String plain) {
    return line(escape(plain));
  }

  /** Adds an entry of a list: its tag, which is in this language, and plain paragraphs. */
  Roff entry(String tag, Iterable<String> paragraphs) {
    macro("TP");
    line(tag);
    boolean first = true;
    for (String paragraph : paragraphs) {
      if (!first) {
        // Within the entry; PP would leave it.
        macro("br");
      }
      text(paragraph);
      first = false;
    }
    return this;
  }

  static String bold(String plain) {
    return "\\fB" + escape(plain) + "\\fR";
  }

  static String italic(String plain) {
    return "\\fI" + escape(plain) + "\\fR";
  }

  /**
   * Escapes text so that every character stands for itself: text copied from a page must be what
   * one would type, and pages are ASCII whatever the locale.
   */
  static String escape(String plain) {
    StringBuilder escaped = new StringBuilder();
    plain
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                case '\n' -> escaped.append(' ');
                default -> {
                  if (c < 0x80) {
                    escaped.appendCodePoint(c);
                  } else {
                    escaped.append("\\[u%04X]".formatted(c));
                  }
                }
              }
            });
    return escaped.toString();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
