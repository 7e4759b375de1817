package io.github.hidbpf4j.bpf.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The tokens of one line, read from left to right. */
final class Tokens {
  private static final String[] SIGNS = {
    "s>>=", "<<=", ">>=", "s>=", "s<=", "s/=", "s%=", "s>", "s<", "+=", "-=", "*=", "/=", "%=",
    "&=", "|=", "^=", "==", "!=", ">=", "<="
  };
  private static final String SINGLE = "=<>&*()[]{}+-,:#%!";

  private final int line;
  private final List<AsmToken> tokens = new ArrayList<>();
  private int at;

  /**
   * Splits a line. A comment begins with {@code ;} or {@code //}, or with {@code #} after space.
   */
  Tokens(int line, String text) {
    this.line = line;
    int i = 0;
    int previousEnd = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        i++;
        continue;
      }
      boolean glued = i > 0 && i == previousEnd;
      if (c == ';' || text.startsWith("//", i) || c == '#' && !glued) {
        break;
      }
      AsmToken token = token(text, i, glued);
      tokens.add(token);
      i = previousEnd = i + token.text().length();
    }
    tokens.add(new AsmToken(AsmToken.Kind.END, "", text.length() + 1, false));
  }

  private AsmToken token(String text, int start, boolean glued) {
    for (String sign : SIGNS) {
      if (text.startsWith(sign, start)) {
        return new AsmToken(AsmToken.Kind.SIGN, sign, start + 1, glued);
      }
    }
    char c = text.charAt(start);
    if (isWordStart(c) || isDigit(c)) {
      int end = start + 1;
      while (end < text.length() && (isWordStart(text.charAt(end)) || isDigit(text.charAt(end)))) {
        end++;
      }
      String word = text.substring(start, end);
      return isDigit(c)
          ? new AsmToken(AsmToken.Kind.NUMBER, word, start + 1, glued)
          : new AsmToken(AsmToken.Kind.WORD, word, start + 1, glued);
    }
    if (SINGLE.indexOf(c) >= 0) {
      return new AsmToken(AsmToken.Kind.SIGN, String.valueOf(c), start + 1, glued);
    }
    String shown = c < ' ' || c > '~' ? "character U+%04X".formatted((int) c) : "'" + c + "'";
    throw new AssemblerException(line, start + 1, "found " + shown + ", which begins nothing");
  }

  private static boolean isWordStart(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '.' || c == '$';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The value of a number token: unsigned, 64 bits. */
  long value(AsmToken number) {
    String word = number.text();
    try {
      return word.startsWith("0x") || word.startsWith("0X")
          ? Long.parseUnsignedLong(word.substring(2), 16)
          : Long.parseUnsignedLong(word);
    } catch (NumberFormatException _) {
      throw new AssemblerException(
          line,
          number.column(),
          "found '" + word + "', expected a decimal or 0x number of at most 64 bits");
    }
  }

  /** The next token, without consuming it. */
  AsmToken peek() {
    return tokens.get(at);
  }

  /** The token this many positions after the next one. */
  AsmToken peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  AsmToken next() {
    AsmToken token = tokens.get(at);
    if (token.kind() != AsmToken.Kind.END) {
      at++;
    }
    return token;
  }

  boolean atEnd() {
    return peek().kind() == AsmToken.Kind.END;
  }

  /** Whether the next token is this word or sign. */
  boolean is(String text) {
    return !atEnd() && peek().kind() != AsmToken.Kind.NUMBER && peek().text().equals(text);
  }

  /** Consumes the next token if it is this word or sign. */
  boolean accept(String text) {
    if (is(text)) {
      at++;
      return true;
    }
    return false;
  }

  void expect(String text) {
    if (!accept(text)) {
      throw expected("'" + text + "'");
    }
  }

  void expectEnd() {
    if (!atEnd()) {
      throw expected("the end of the line");
    }
  }

  /** The error that the next token is not what was expected. */
  AssemblerException expected(String what) {
    AsmToken token = peek();
    String found = atEnd() ? "the end of the line" : "'" + token.text() + "'";
    return error(token, "found " + found + ", expected " + what);
  }

  AssemblerException error(AsmToken token, String problem) {
    return new AssemblerException(line, token.column(), problem);
  }

  int line() {
    return line;
  }

  String word(String what) {
    if (peek().kind() != AsmToken.Kind.WORD) {
      throw expected(what);
    }
    return next().text();
  }

  /** Consumes an operator of this table; returns its value. */
  int operator(Map<String, Integer> table, String what) {
    Integer operation = atEnd() ? null : table.get(peek().text());
    if (operation == null) {
      throw expected(what);
    }
    next();
    return operation;
  }

  /** Whether a number follows, with or without a sign. */
  boolean isNumber() {
    return peek().kind() == AsmToken.Kind.NUMBER
        || (is("-") || is("+")) && peek(1).kind() == AsmToken.Kind.NUMBER;
  }

  /** A number from {@code min} to {@code max}, both signed. */
  long number(long min, long max, String what) {
    AsmToken start = peek();
    if (!isNumber()) {
      throw expected(what);
    }
    boolean negative = accept("-");
    if (!negative) {
      accept("+");
    }
    long magnitude = value(next());
    long value = negative ? -magnitude : magnitude;
    boolean fits = negative ? magnitude >= 0 || value == Long.MIN_VALUE : magnitude >= 0;
    if (!fits || value < min || value > max) {
      throw error(
          start,
          "found "
              + (negative ? "-" : "")
              + Long.toUnsignedString(magnitude)
              + ", expected "
              + what
              + " from "
              + min
              + " to "
              + max);
    }
    return value;
  }

  /** A signed 32-bit number; a negative one may be written as unsigned. */
  int imm32(String what) {
    return (int) number(Integer.MIN_VALUE, 0xffffffffL, what);
  }

  short offset16(String what) {
    return (short) number(Short.MIN_VALUE, Short.MAX_VALUE, what);
  }

  /** A number of 64 bits, signed or unsigned. */
  long imm64() {
    AsmToken start = peek();
    if (!isNumber()) {
      throw expected("a 64-bit immediate");
    }
    boolean negative = accept("-");
    if (!negative) {
      accept("+");
    }
    long magnitude = value(next());
    if (negative && magnitude < 0 && magnitude != Long.MIN_VALUE) {
      throw error(start, "found a number below -2^63, expected a 64-bit immediate");
    }
    return negative ? -magnitude : magnitude;
  }

  /** Skips the rest of the line. */
  void skipRest() {
    at = tokens.size() - 1;
  }
}
