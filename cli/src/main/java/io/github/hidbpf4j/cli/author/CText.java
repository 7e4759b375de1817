package io.github.hidbpf4j.cli.author;

import io.github.hidbpf4j.hid.HidException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Fills templates, and makes text safe for C. */
final class CText {
  private static final Pattern PLACE = Pattern.compile("@([A-Z_]+)@");
  private static final Pattern LICENCE = Pattern.compile("^// SPDX[^\n]*\n");

  private CText() {}

  /**
   * A template next to this class with {@code @NAMES@} replaced; a name without a value is an
   * error.
   */
  static String template(String name, Map<String, String> values) {
    String text = new String(resource(name), StandardCharsets.UTF_8);
    return PLACE
        .matcher(text)
        .replaceAll(
            m -> {
              String value = values.get(m.group(1));
              if (value == null) {
                throw new IllegalStateException(name + ": nothing for " + m.group());
              }
              return Matcher.quoteReplacement(value);
            });
  }

  /** A template for a part of a source, without the line with its licence. */
  static String part(String name, Map<String, String> values) {
    return LICENCE.matcher(template(name, values)).replaceFirst("");
  }

  static byte[] resource(String name) {
    try (InputStream in = CText.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new HidException(name + ": not found beside " + CText.class.getName());
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Text of a recording as part of a comment: one line that cannot end the comment. */
  static String comment(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?").replace("*/", "* /").replace("\\", "/");
  }

  /** {@code 0x01, 0xff}. */
  static String bytes(byte[] bytes) {
    return IntStream.range(0, bytes.length)
        .mapToObj(i -> "0x%02x".formatted(bytes[i]))
        .collect(Collectors.joining(", "));
  }
}
