package io.github.hidbpf4j.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document of the repository: its code blocks and tables.
 *
 * <p>Directives for the test of the code block that follows are in comments before it, which
 * readers do not see, one directive per comment:
 *
 * <pre>
 * &lt;!-- docs: skip `BEGIN OF COMMAND`: why it cannot run in a test --&gt;
 * &lt;!-- docs: exit 1 `BEGIN OF COMMAND` --&gt;
 * &lt;!-- docs: file fix.bpf.o is examples/…/x.bpf.o --&gt;
 * </pre>
 *
 * @param path its path, relative to the root of the repository
 * @param blocks its code blocks, in order
 * @param tables its tables, in order
 */
record MarkdownFile(Path path, List<Block> blocks, List<Table> tables) {
  private static final Pattern FENCE = Pattern.compile("\\s*(```+|~~~+)\\s*([\\w+-]*).*");
  private static final Pattern COMMENT = Pattern.compile("\\s*<!--\\s*docs:\\s*(.*?)\\s*-->\\s*");
  private static final Pattern BAR = Pattern.compile("(?<!\\\\)\\|");
  private static final Set<String> FOLDERS_LEFT_OUT = Set.of("target", ".git", "node_modules");

  /**
   * A fenced block of code.
   *
   * @param line of its opening fence, from 1
   * @param section number of the heading that it is under
   * @param language first word of its info string; empty if there is none
   * @param lines its contents
   * @param directives the comments before it
   */
  record Block(
      int line, int section, String language, List<String> lines, List<String> directives) {
    /** Whether it contains shell commands. */
    boolean isShell() {
      return Set.of("sh", "bash", "shell", "console").contains(language);
    }

    /** Whether it is a Java program, or part of one. */
    boolean isJava() {
      return language.equals("java");
    }

    /** Its contents, with lines ended by {@code \n}. */
    String text() {
      return String.join("\n", lines) + "\n";
    }
  }

  /**
   * A table: its rows with their line numbers from 1, including the header and the delimiter row.
   */
  record Table(int line, List<String> rows) {
    /** The cells of a row, which bars without a backslash separate. */
    static List<String> cells(String row) {
      String inner = row.strip();
      inner = inner.startsWith("|") ? inner.substring(1) : inner;
      Matcher last = Pattern.compile("(?<!\\\\)\\|$").matcher(inner);
      inner = last.find() ? inner.substring(0, last.start()) : inner;
      return List.of(BAR.split(inner, -1));
    }
  }

  /** All documents of the repository, sorted by path. */
  static List<MarkdownFile> all() {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          CommandRun.ROOT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes ignored) {
              return FOLDERS_LEFT_OUT.contains(folder.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes ignored) {
              if (file.toString().endsWith(".md")) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
      Collections.sort(found);
      List<MarkdownFile> files = new ArrayList<>();
      for (Path file : found) {
        files.add(parse(CommandRun.ROOT.relativize(file), Files.readAllLines(file)));
      }
      return files;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Parses a document. */
  static MarkdownFile parse(Path path, List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    List<Table> tables = new ArrayList<>();
    List<String> directives = new ArrayList<>();
    int section = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher fence = FENCE.matcher(line);
      Matcher comment = COMMENT.matcher(line);
      if (fence.matches()) {
        int end = i + 1;
        while (end < lines.size() && !lines.get(end).strip().equals(fence.group(1))) {
          end++;
        }
        if (end == lines.size()) {
          throw new AssertionError(path + ":" + (i + 1) + ": this code block does not end");
        }
        blocks.add(
            new Block(
                i + 1,
                section,
                fence.group(2),
                lines.subList(i + 1, end).stream().map(String::stripTrailing).toList(),
                List.copyOf(directives)));
        directives.clear();
        i = end;
      } else if (comment.matches()) {
        directives.add(comment.group(1));
      } else if (!line.isBlank() && !directives.isEmpty()) {
        throw new AssertionError(
            "%s:%d: a code block should follow the comment 'docs: %s'"
                .formatted(path, i + 1, directives.getLast()));
      } else if (line.startsWith("#")) {
        section++;
      } else if (line.startsWith("|")) {
        int end = i + 1;
        while (end < lines.size() && lines.get(end).startsWith("|")) {
          end++;
        }
        tables.add(new Table(i + 1, List.copyOf(lines.subList(i, end))));
        i = end - 1;
      }
    }
    return new MarkdownFile(path, List.copyOf(blocks), List.copyOf(tables));
  }

  /** A place for messages: {@code README.md:12}. */
  String at(int line) {
    return path + ":" + line;
  }

  /**
   * The block with the output of this one, or null: the next one without a language that precedes
   * any other that runs something, under the same heading.
   */
  List<Block> outputsOf(Block block) {
    List<Block> outputs = new ArrayList<>();
    for (Block next : blocks.subList(blocks.indexOf(block) + 1, blocks.size())) {
      if (next.section() != block.section() || next.isShell() || next.isJava()) {
        break;
      }
      if (next.language().isEmpty()) {
        outputs.add(next);
      }
    }
    return outputs;
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
