package io.github.hidbpf4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A command in a shell block of a document.
 *
 * @param line number of its first line in the document
 * @param text as it stands there, without comments
 * @param words what the shell would make of it; empty if it is more than words and a redirection of
 *     standard output
 * @param output the file that standard output is redirected to; empty if it is not
 */
record ShellCommand(int line, String text, List<String> words, String output) {
  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_]\\w*=.*");

  /** The commands of a block. */
  static List<ShellCommand> of(MarkdownFile.Block block) {
    List<ShellCommand> commands = new ArrayList<>();
    StringBuilder joined = new StringBuilder();
    int first = 0;
    for (int i = 0; i < block.lines().size(); i++) {
      String line = block.lines().get(i);
      if (joined.isEmpty()) {
        first = block.line() + 1 + i;
        line = line.startsWith("$ ") ? line.substring(2) : line;
      }
      if (line.endsWith("\\")) {
        joined.append(line, 0, line.length() - 1).append(' ');
        continue;
      }
      joined.append(line);
      String text = joined.toString();
      joined.setLength(0);
      ShellCommand command = parse(first, text);
      if (!command.text().isEmpty()) {
        commands.add(command);
      }
    }
    return commands;
  }

  private static ShellCommand parse(int line, String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    boolean plain = true;
    char quote = 0;
    int end = text.length();
    String output = "";
    boolean redirected = false;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ' ';
      if (quote != 0 && i < text.length()) {
        if (c == quote) {
          quote = 0;
        } else {
          plain &= quote == '\'' || c != '$' && c != '`' && c != '\\';
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if (c == ' ' || c == '#' && !inWord) {
        if (inWord) {
          if (redirected) {
            output = word.toString();
            redirected = false;
          } else {
            words.add(word.toString());
          }
          word.setLength(0);
          inWord = false;
        }
        if (c == '#') {
          end = i;
          break;
        }
      } else if (c == '>' && !inWord && output.isEmpty() && !redirected) {
        redirected = true;
      } else {
        plain &= "|&;<>()$`*?[]{}!\\".indexOf(c) < 0;
        word.append(c);
        inWord = true;
      }
    }
    plain &= quote == 0 && !redirected;
    return new ShellCommand(
        line, text.substring(0, end).strip(), plain ? List.copyOf(words) : List.of(), output);
  }

  /** Whether it only calls {@code hidbpf}. */
  boolean callsHidbpf() {
    return arguments() != null;
  }

  /** The arguments of {@code hidbpf}; null if it is another command. */
  @org.jspecify.annotations.Nullable
  List<String> arguments() {
    int i = 0;
    while (i < words.size() && ASSIGNMENT.matcher(words.get(i)).matches()) {
      i++;
    }
    if (i < words.size() && (words.get(i).equals("./hidbpf") || words.get(i).equals("hidbpf"))) {
      return words.subList(i + 1, words.size());
    }
    return null;
  }
}
