package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every table of every document has as many cells in each row as in its head. */
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
    assertThat(faults(MarkdownFile.parse(java.nio.file.Path.of("x.md"), rows)))
        .containsExactly(
            "x.md:4: 3 cells below a head of 2 (is a bar in a cell not escaped?): | `x | y` | z |");
    assertThat(MarkdownFile.Table.cells("| `x \\| y` | z |")).containsExactly(" `x \\| y` ", " z ");
  }
}
