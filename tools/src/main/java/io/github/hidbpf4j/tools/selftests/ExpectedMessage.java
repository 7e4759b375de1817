package io.github.hidbpf4j.tools.selftests;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message that the log must contain: plain text, with POSIX extended regular expressions between
 * double braces.
 *
 * @param text as in the stick
 * @param pattern the pattern for it
 */
record ExpectedMessage(String text, Pattern pattern) {
  /** Parses a message. */
  static ExpectedMessage of(String text) {
    StringBuilder regex = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf("{{", at);
      int close = open < 0 ? -1 : text.indexOf("}}", open);
      if (close < 0) {
        regex.append(Pattern.quote(text.substring(at)));
        break;
      }
      regex.append(Pattern.quote(text.substring(at, open)));
      regex.append("(?:").append(java(text.substring(open + 2, close))).append(')');
      at = close + 2;
    }
    return new ExpectedMessage(text, Pattern.compile(regex.toString()));
  }

  /** Converts POSIX classes in brackets, which have a different form in Java. */
  private static String java(String posix) {
    return posix
        .replace("[:digit:]", "\\p{Digit}")
        .replace("[:alnum:]", "\\p{Alnum}")
        .replace("[:alpha:]", "\\p{Alpha}")
        .replace("[:space:]", "\\p{Space}")
        .replace("[:xdigit:]", "\\p{XDigit}");
  }

  /** The end of the first match at or after a position, or -1. */
  int findEnd(String log, int from) {
    Matcher matcher = pattern.matcher(log);
    return matcher.find(from) ? matcher.end() : -1;
  }
}
