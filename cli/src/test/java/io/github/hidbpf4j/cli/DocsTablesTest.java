package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In every table of every document, all rows have as many cells as the header. */
class DocsTablesTest {
  private static List<String> faults(MarkdownFile file) {
    List<String> faults = new ArrayList<>();
    for (MarkdownFile.Table table : file.tables()) {
      int columns = MarkdownFile.Table.cells(table.rows().getFirst()).size();
      if (table.rows().size() < 2 || !table.rows().get(1).matches("\\|(\\s*:?-+:?\\s*\\|)+\\s*")) {
        faults.add(file.at(table.line()) + ": a table without a line of dashes below its head");
      }
      for (int i = 1; i < table.rows().size(); i++) {
        int cells = MarkdownFile.Table.cells(table.rows().get(i)).size();
        if (cells != columns) {
          faults.add(
              "%s: %d cells below a head of %d (is a bar in a cell not escaped?): %s"
                  .formatted(
                      file.at(table.line() + i), cells, columns, table.rows().get(i).strip()));
        }
      }
    }
    return faults;
  }

  @Test
  void rowsAreAsLongAsTheirHead() {
    List<MarkdownFile> files = MarkdownFile.all();
    assertThat(files).extracting(MarkdownFile::toString).contains("README.md", "docs/hid-bpf.md");
    assertThat(files.stream().mapToInt(f -> f.tables().size()).sum()).isGreaterThan(10);
    assertThat(files.stream().flatMap(f -> faults(f).stream()).toList()).isEmpty();
  }

  @Test
  void aBarInACellIsFound() {
    List<String> rows = List.of("| a | b |", "|---|---|", "| `x \\| y` | z |", "| `x | y` | z |");
    assertThat(faults(MarkdownFile.parse(Path.of("x.md"), rows)))
        .containsExactly(
            "x.md:4: 3 cells below a head of 2 (is a bar in a cell not escaped?): | `x | y` | z |");
    assertThat(MarkdownFile.Table.cells("| `x \\| y` | z |")).containsExactly(" `x \\| y` ", " z ");
  }

  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)(?:\\.(\\w+))?`");

  /** For every test that a document refers to, the class and the method exist. */
  @Test
  void testsThatDocumentsNameAreThere() throws IOException {
    Map<String, String> tests = new HashMap<>();
    try (Stream<Path> files = Files.walk(CommandRun.ROOT, 12)) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*/src/test/java/.*Test\\.java")).toList()) {
        String name = String.valueOf(file.getFileName()).replace(".java", "");
        tests.merge(name, Files.readString(file), String::concat);
      }
    }
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (MarkdownFile file : MarkdownFile.all()) {
      Matcher test = TEST.matcher(Files.readString(CommandRun.ROOT.resolve(file.path())));
      for (; test.find(); named++) {
        String text = tests.getOrDefault(test.group(1), "");
        if (text.isEmpty() || test.group(2) != null && !text.contains(" " + test.group(2) + "(")) {
          missing.add(file + ": " + test.group());
        }
      }
    }
    assertThat(named).isGreaterThan(30);
    assertThat(missing).isEmpty();
  }

  private static final int MOST_COLUMNS = 5;
  private static final int WIDEST = 100;

  @Test
  void tablesHaveFewColumns() {
    assertThat(MarkdownFile.all().stream().flatMap(f -> wideTables(f).stream()).toList()).isEmpty();
  }

  private static List<String> wideTables(MarkdownFile file) {
    return file.tables().stream()
        .filter(t -> MarkdownFile.Table.cells(t.rows().getFirst()).size() > MOST_COLUMNS)
        .map(t -> file.at(t.line()))
        .toList();
  }

  /** Prose of the user documentation is wrapped; tables, code and generated text may be wider. */
  @Test
  void proseIsWrapped() throws IOException {
    List<String> wide = new ArrayList<>();
    for (MarkdownFile file : MarkdownFile.all()) {
      String path = file.path().toString();
      boolean page = path.startsWith("docs") || !path.contains("/");
      if (page && !path.equals("docs/hid-bpf.md")) {
        wide.addAll(wideLines(path));
      }
    }
    assertThat(wide).isEmpty();
  }

  private static List<String> wideLines(String path) throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of(System.getProperty("hidbpf4j.root", "..")).resolve(path));
    List<String> wide = new ArrayList<>();
    boolean code = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      code ^= line.strip().startsWith("```");
      boolean breaks = line.strip().indexOf(' ') >= 0;
      if (!code && line.length() > WIDEST && breaks && !line.strip().matches("[|<#].*")) {
        wide.add(path + ":" + (i + 1));
      }
    }
    return wide;
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    Path root = Path.of(System.getProperty("hidbpf4j.root", ".."));
    Pattern link = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
    List<String> dead = new ArrayList<>();
    for (MarkdownFile file : MarkdownFile.all()) {
      String text = Files.readString(root.resolve(file.path())).replaceAll("(?s)```.*?```", "");
      Matcher m = link.matcher(text.replaceAll("`[^`]*`", ""));
      while (m.find()) {
        Path target = root.resolve(file.path()).resolveSibling(m.group(1)).normalize();
        if (!Files.exists(target)) {
          dead.add(file.path() + ": " + m.group(1));
        }
      }
    }
    assertThat(dead).isEmpty();
  }
}
