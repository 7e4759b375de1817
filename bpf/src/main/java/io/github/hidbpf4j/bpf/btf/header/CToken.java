package io.github.hidbpf4j.bpf.btf.header;

/** A C token and its position; the {@code text} of a string is its content without quotes. */
record CToken(Kind kind, String text, String file, int line, int column, boolean startsLine) {
  enum Kind {
    IDENTIFIER,
    NUMBER,
    STRING,
    CHARACTER,
    PUNCTUATOR,
    END
  }

  boolean is(String punctuatorOrKeyword) {
    return (kind == Kind.PUNCTUATOR || kind == Kind.IDENTIFIER) && text.equals(punctuatorOrKeyword);
  }

  boolean isIdentifier() {
    return kind == Kind.IDENTIFIER;
  }

  boolean isEnd() {
    return kind == Kind.END;
  }

  /** The same token at the position of a macro's use, so that errors point there. */
  CToken at(CToken use) {
    return new CToken(kind, text, use.file, use.line, use.column, false);
  }

  /** For messages: the token in quotes. */
  String shown() {
    return switch (kind) {
      case END -> "end of file";
      case STRING -> "\"" + text + "\"";
      default -> "'" + text + "'";
    };
  }
}
