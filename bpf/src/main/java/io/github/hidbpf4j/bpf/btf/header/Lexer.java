package io.github.hidbpf4j.bpf.btf.header;

import java.util.ArrayList;
import java.util.List;

/** Splits a header into tokens; comments and line splices are removed, directives remain. */
final class Lexer {
  private static final List<String> PUNCTUATORS =
      List.of(
          "...", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "##", "->", "{", "}", "(", ")",
          "[", "]", ";", ",", ":", "=", "*", "&", "|", "^", "~", "!", "+", "-", "/", "%", "<", ">",
          "?", "#", ".");

  private final String file;
  private final String text;
  private int pos;
  private int line = 1;
  private int lineStart;
  private boolean startsLine = true;

  private Lexer(HeaderSource source) {
    this.file = source.name();
    this.text = source.text();
  }

  static List<CToken> tokens(HeaderSource source) {
    Lexer lexer = new Lexer(source);
    List<CToken> tokens = new ArrayList<>();
    CToken t;
    do {
      t = lexer.next();
      tokens.add(t);
    } while (!t.isEnd());
    return tokens;
  }

  private CToken next() {
    skipBlank();
    if (pos >= text.length()) {
      return token(CToken.Kind.END, "", pos);
    }
    int start = pos;
    char c = text.charAt(pos);
    if (isIdentifierStart(c)) {
      while (pos < text.length() && isIdentifierPart(text.charAt(pos))) {
        pos++;
      }
      return token(CToken.Kind.IDENTIFIER, text.substring(start, pos), start);
    }
    if (isDigit(c)) {
      while (pos < text.length() && isIdentifierPart(text.charAt(pos))) {
        pos++;
      }
      return token(CToken.Kind.NUMBER, text.substring(start, pos), start);
    }
    if (c == '"' || c == '\'') {
      return quoted(c);
    }
    for (String p : PUNCTUATORS) {
      if (text.startsWith(p, pos)) {
        pos += p.length();
        return token(CToken.Kind.PUNCTUATOR, p, start);
      }
    }
    throw error(start, "found character " + shown(c) + ", expected a C token");
  }

  private CToken quoted(char quote) {
    int start = pos++;
    StringBuilder content = new StringBuilder();
    while (true) {
      if (pos >= text.length() || text.charAt(pos) == '\n') {
        throw error(start, "missing closing " + quote + " on this line");
      }
      char c = text.charAt(pos++);
      if (c == quote) {
        break;
      }
      if (c == '\\') {
        if (pos >= text.length()) {
          throw error(start, "missing closing " + quote + " on this line");
        }
        content.append(escape(start, text.charAt(pos++)));
      } else {
        content.append(c);
      }
    }
    if (quote == '\'' && content.length() != 1) {
      throw error(start, "a character constant has exactly one character");
    }
    return token(
        quote == '"' ? CToken.Kind.STRING : CToken.Kind.CHARACTER, content.toString(), start);
  }

  private char escape(int start, char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case '0' -> '\0';
      case '\\', '\'', '"' -> c;
      default -> throw error(start, "escape \\" + c + " is not supported; use the character");
    };
  }

  private void skipBlank() {
    while (pos < text.length()) {
      char c = text.charAt(pos);
      if (c == '\n') {
        newLine();
        startsLine = true;
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
        pos++;
      } else if (c == '\\' && spliceLength() > 0) {
        pos += spliceLength() - 1;
        newLine();
      } else if (text.startsWith("//", pos)) {
        while (pos < text.length() && text.charAt(pos) != '\n') {
          pos++;
        }
      } else if (text.startsWith("/*", pos)) {
        skipComment();
      } else {
        return;
      }
    }
  }

  private void skipComment() {
    int start = pos;
    int startLine = line;
    int startLineStart = lineStart;
    int end = text.indexOf("*/", pos + 2);
    if (end < 0) {
      throw new HeaderException(
          new CToken(CToken.Kind.END, "", file, startLine, start - startLineStart + 1, false),
          "comment is not closed; expected */");
    }
    while (pos < end) {
      if (text.charAt(pos) == '\n') {
        newLine();
      } else {
        pos++;
      }
    }
    pos = end + 2;
  }

  /** Length of backslash, optional carriage return and newline at the position; else 0. */
  private int spliceLength() {
    if (text.startsWith("\\\n", pos)) {
      return 2;
    }
    return text.startsWith("\\\r\n", pos) ? 3 : 0;
  }

  private void newLine() {
    pos++;
    line++;
    lineStart = pos;
  }

  private CToken token(CToken.Kind kind, String value, int start) {
    CToken t = new CToken(kind, value, file, line, start - lineStart + 1, startsLine);
    startsLine = false;
    return t;
  }

  private HeaderException error(int start, String message) {
    return new HeaderException(
        new CToken(CToken.Kind.END, "", file, line, start - lineStart + 1, false), message);
  }

  private static String shown(char c) {
    return c > ' ' && c < 0x7f ? "'" + c + "'" : String.format("0x%02x", (int) c);
  }

  static boolean isIdentifierStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  static boolean isIdentifierPart(char c) {
    return isIdentifierStart(c) || isDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
