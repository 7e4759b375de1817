package io.github.hidbpf4j.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The string literals of Java sources; escapes stay as written. */
final class JavaLiterals {
  private static final Pattern TOKEN =
      Pattern.compile(
          "//[^\n]*"
              + "|/\\*.*?\\*/"
              + "|'(?:\\\\.|[^'\\\\])+'"
              + "|\"\"\"(?<block>.*?)(?<!\\\\)\"\"\""
              + "|\"(?<line>(?:\\\\.|[^\"\\\\\n])*)\"",
          Pattern.DOTALL);

  /**
   * A literal.
   *
   * @param file its file, relative to the repository
   * @param line its first line, from 1
   * @param text the text between its quotes
   * @param block whether it is a text block
   */
  record Literal(Path file, int line, String text, boolean block) {
    String place() {
      return file + ":" + line;
    }
  }

  private JavaLiterals() {}

  /** The literals of all main sources of some modules. */
  static List<Literal> of(Path root, List<String> modules) throws IOException {
    List<Literal> all = new ArrayList<>();
    for (String module : modules) {
      try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
          all.addAll(of(root.relativize(file), Files.readString(file)));
        }
      }
    }
    return all;
  }

  /** The literals of a source. */
  static List<Literal> of(Path file, String source) {
    List<Literal> all = new ArrayList<>();
    Matcher token = TOKEN.matcher(source);
    int line = 1;
    int counted = 0;
    while (token.find()) {
      for (; counted < token.start(); counted++) {
        line += source.charAt(counted) == '\n' ? 1 : 0;
      }
      if (token.group("block") != null) {
        all.add(new Literal(file, line, token.group("block"), true));
      } else if (token.group("line") != null) {
        all.add(new Literal(file, line, token.group("line"), false));
      }
    }
    return all;
  }
}
