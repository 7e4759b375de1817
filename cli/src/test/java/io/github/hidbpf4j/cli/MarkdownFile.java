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
 * <p>What a test has to know about the code block that follows stands before it in comments, which
 * readers do not see, one directive a comment:
 *
 * <pre>
 * &lt;!-- docs: skip `BEGIN OF COMMAND`: why it cannot run in a test --&gt;
 * &lt;!-- docs: exit 1 `BEGIN OF COMMAND` --&gt;
 * &lt;!-- docs: file fix.bpf.o is examples/…/x.bpf.o --&gt;
 * </pre>
 *
 * @param path where it is, from the root of the repository
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
   * @param line of its fence, from 1
   * @param section number of the heading that it stands under
   * @param language first word of its info string; empty when it has none
   * @param lines what is in it
   * @param directives the comments before it
   */
  record Block(
      int line, int section, String language, List<String> lines, List<String> directives) {
    /** Whether it is for a shell. */
    boolean isShell() {
      return Set.of("sh", "bash", "shell", "console").contains(language);
    }

    /** Whether it is a Java program, or part of one. */
    boolean isJava() {
      return language.equals("java");
    }

    /** What is in it, lines ended with {@code \n}. */
    String text() {
      return String.join("\n", lines) + "\n";
    }
  }

  /** A table: its rows with their line numbers from 1, the head and the dashes included. */
  record Table(int line, List<String> rows) {
    /** Cells of a row: what bars without a backslash part. */
    static List<String> cells(String row) {
      String inner = row.strip();
      inner = inner.startsWith("|") ? inner.substring(1) : inner;
      Matcher last = Pattern.compile("(?<!\\\\)\\|$").matcher(inner);
      inner = last.find() ? inner.substring(0, last.start()) : inner;
      return List.of(BAR.split(inner, -1));
    }
  }

  /** All documents of the repository, in order of path. */
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

  /** Takes a document apart. */
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

  /** For messages: {@code README.md:12}. */
  String at(int line) {
    return path + ":" + line;
  }

  /**
   * The block that shows what this one prints, or null: the next one without a language, before any
   * other that runs something, under the same heading.
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
