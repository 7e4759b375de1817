package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The {@code hidbpf} commands in documents work as shown, and print what is shown below them. What
 * a test cannot run is marked ({@link MarkdownFile}); nothing else is skipped.
 */
class DocsShellTest {
  private static final Pattern SKIP = Pattern.compile("skip `(.+)`: (.+)");
  private static final Pattern EXIT = Pattern.compile("exit (\\d+) `(.+)`");
  private static final Pattern FILE = Pattern.compile("file (\\S+) is (\\S+)");

  /** What looks like a file name; numbers such as {@code 6.12} do not. */
  private static final Pattern FILE_NAME = Pattern.compile("[\\w./-]*\\w\\.[a-z]\\w*");

  private static final Pattern FOLDER_NAME = Pattern.compile("[a-z][\\w-]*(?:/[\\w-]+)*");

  @TempDir private Path scratch;

  /**
   * All documents but the tutorial, whose commands {@link TutorialTest} runs in a folder of their
   * own.
   */
  static Stream<MarkdownFile> files() {
    return MarkdownFile.all().stream()
        .filter(f -> !f.path().equals(TutorialTest.PAGE))
        .filter(f -> f.blocks().stream().anyMatch(MarkdownFile.Block::isShell));
  }

  /** The directives in the comments before a block. */
  private record Directives(
      Map<String, String> skipped, Map<String, Integer> exits, Map<String, String> files) {
    static Directives of(MarkdownFile file, MarkdownFile.Block block) {
      Directives all =
          new Directives(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
      for (String directive : block.directives()) {
        Matcher skip = SKIP.matcher(directive);
        Matcher exit = EXIT.matcher(directive);
        Matcher given = FILE.matcher(directive);
        if (skip.matches()) {
          all.skipped.put(skip.group(1), skip.group(2));
        } else if (exit.matches()) {
          all.exits.put(exit.group(2), Integer.valueOf(exit.group(1)));
        } else if (given.matches()) {
          all.files.put(given.group(1), given.group(2));
        } else {
          fail("%s: no test knows 'docs: %s'", file.at(block.line()), directive);
        }
      }
      for (String begin : all.skipped.keySet()) {
        assertNamesACommand(file, block, begin);
      }
      for (String begin : all.exits.keySet()) {
        assertNamesACommand(file, block, begin);
      }
      return all;
    }

    private static void assertNamesACommand(
        MarkdownFile file, MarkdownFile.Block block, String begin) {
      assertThat(ShellCommand.of(block))
          .as("%s: a comment is about the command `%s`", file.at(block.line()), begin)
          .anyMatch(c -> c.text().startsWith(begin));
    }

    private static <T> @Nullable T find(Map<String, T> map, ShellCommand command) {
      return map.entrySet().stream()
          .filter(e -> command.text().startsWith(e.getKey()))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse(null);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void commandsDoWhatTheDocumentSays(MarkdownFile file) throws IOException {
    for (MarkdownFile.Block block : file.blocks()) {
      if (!block.isShell()) {
        continue;
      }
      Directives directives = Directives.of(file, block);
      for (Map.Entry<String, String> given : directives.files().entrySet()) {
        Path copy = scratch.resolve(given.getKey());
        Files.createDirectories(copy.getParent());
        Files.deleteIfExists(copy);
        Files.copy(CommandRun.ROOT.resolve(given.getValue()), copy);
      }
      Map<String, String> printed = new LinkedHashMap<>();
      for (ShellCommand command : ShellCommand.of(block)) {
        if (Directives.find(directives.skipped(), command) == null) {
          Integer exit = Directives.find(directives.exits(), command);
          printed.put(command.text(), run(file, command, exit == null ? 0 : exit));
        }
      }
      for (MarkdownFile.Block output : file.outputsOf(block)) {
        ShownOutput.assertShows(file, output, printed);
      }
    }
  }

  /** Runs a command as if in the root of the repository, but with its output files elsewhere. */
  private String run(MarkdownFile file, ShellCommand command, int exitCode) throws IOException {
    List<String> arguments = command.arguments();
    if (arguments == null) {
      return fail(
          "%s: a test cannot run `%s`: mark it in a comment before the block, <!-- docs: skip `%s`: why -->",
          file.at(command.line()), command.text(), command.text());
    }
    CommandRun run = CommandRun.of(arguments.stream().map(this::place).toArray(String[]::new));
    assertThat(run.exitCode())
        .as(
            "%s: exit code of `%s` (if another is right, say so in a comment before the block, <!-- docs: exit %d `%s` -->): %s",
            file.at(command.line()), command.text(), run.exitCode(), command.text(), run)
        .isEqualTo(exitCode);
    String out =
        run.out()
            .replace(scratch + "/", "")
            .replace(CommandRun.ROOT + "/", "")
            .replace(CommandRun.ROOT.toAbsolutePath().normalize() + "/", "");
    if (!command.output().isEmpty()) {
      Files.writeString(scratch.resolve(command.output()), out);
      return "";
    }
    return out;
  }

  /**
   * The path for an argument: a file of the repository, if it exists, otherwise one that a
   * directive or an earlier command provides.
   */
  private String place(String argument) {
    int equals = argument.startsWith("--") ? argument.indexOf('=') + 1 : 0;
    String name = argument.substring(equals);
    if (isFolder(scratch, name)) {
      return argument.substring(0, equals) + scratch.resolve(name);
    }
    if (isFolder(CommandRun.ROOT, name)) {
      return argument.substring(0, equals) + CommandRun.ROOT.resolve(name);
    }
    if (!FILE_NAME.matcher(name).matches()) {
      return argument;
    }
    Path own = CommandRun.ROOT.resolve(name);
    return argument.substring(0, equals) + (Files.exists(own) ? own : scratch.resolve(name));
  }

  private static boolean isFolder(Path root, String name) {
    return FOLDER_NAME.matcher(name).matches() && Files.isDirectory(root.resolve(name));
  }

  /** Nothing is skipped silently. */
  @Test
  void whatIsSkippedIsWhatIsMarked() {
    List<String> marked = new ArrayList<>();
    List<String> notRun = new ArrayList<>();
    int run = 0;
    for (MarkdownFile file : files().toList()) {
      for (MarkdownFile.Block block : file.blocks()) {
        if (!block.isShell()) {
          continue;
        }
        Map<String, String> skipped = Directives.of(file, block).skipped();
        for (ShellCommand command : ShellCommand.of(block)) {
          String shown = file.at(command.line()) + ": " + command.text();
          String why = Directives.find(skipped, command);
          if (why != null) {
            marked.add(shown);
            System.out.println("not run: " + shown + ": " + why);
          }
          if (why != null || command.arguments() == null) {
            notRun.add(shown);
          } else {
            run++;
          }
        }
      }
    }
    assertThat(notRun).isEqualTo(marked);
    assertThat(run).as("commands that are run").isGreaterThan(marked.size());
  }
}
