package io.github.hidbpf4j.tools.results;

import io.github.hidbpf4j.hid.HidException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Parses and formats results of runs: one line each, with the name of a {@link ResultTable} and a
 * cell for each column, separated by tabs. Lines that begin with {@code #} are comments.
 */
final class KernelResults {
  private static final String TAB = "\t";
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

  private record Row(String table, List<String> cells) {}

  private final String file;
  private final List<Row> rows = new ArrayList<>();

  private KernelResults(String file) {
    this.file = file;
  }

  /**
   * Reads results.
   *
   * @param file its name, for messages
   * @throws HidException if a line is invalid
   */
  static KernelResults parse(String file, List<String> lines) {
    KernelResults results = new KernelResults(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> words = List.of(line.split(TAB, -1));
      results.rows.add(results.row(i + 1, words));
    }
    return results;
  }

  private Row row(int line, List<String> words) {
    ResultTable table =
        ResultTable.ALL.stream()
            .filter(each -> each.name().equals(words.getFirst()))
            .findFirst()
            .orElseThrow(
                () ->
                    new HidException(
                        "%s:%d: no table '%s', expected one of %s"
                            .formatted(
                                file,
                                line,
                                words.getFirst(),
                                ResultTable.ALL.stream().map(ResultTable::name).toList())));
    if (words.size() != table.columns().size() + 1) {
      throw new HidException(
          "%s:%d: %d cells of table %s, expected %d: %s"
              .formatted(
                  file,
                  line,
                  words.size() - 1,
                  table.name(),
                  table.columns().size(),
                  table.columns()));
    }
    if (!DAY.matcher(words.getLast()).matches()) {
      throw new HidException(
          "%s:%d: day '%s', expected a day such as 2026-11-30"
              .formatted(file, line, words.getLast()));
    }
    return new Row(table.name(), words.subList(1, words.size()));
  }

  /** The line for a result, to append to the file. */
  static String line(String table, List<String> cells) {
    String line = table + TAB + String.join(TAB, cells);
    KernelResults _ = parse("result", List.of(line));
    return line;
  }

  /** The lines of a table in a page, with the date in the first column. */
  List<String> table(ResultTable table) {
    List<String> lines = new ArrayList<>();
    int columns = table.columns().size() - 1;
    lines.add("| " + String.join(" | ", table.columns().subList(0, columns)) + " |");
    lines.add("|" + "---|".repeat(columns));
    for (Row row : rows) {
      if (row.table.equals(table.name())) {
        List<String> cells = new ArrayList<>(row.cells.subList(0, columns));
        cells.set(0, "%s (%s)".formatted(cells.getFirst(), row.cells.getLast()));
        lines.add("| " + String.join(" | ", cells) + " |");
      }
    }
    return lines;
  }

  /**
   * A page with its tables regenerated.
   *
   * @throws HidException if the page has no place for a table
   */
  List<String> page(String page, List<String> lines) {
    List<String> made = new ArrayList<>(lines);
    for (ResultTable table : ResultTable.ALL) {
      int begin = made.indexOf("<!-- results: %s -->".formatted(table.name()));
      int end = begin < 0 ? -1 : begin + made.subList(begin, made.size()).indexOf("<!-- end -->");
      if (begin < 0 || end < begin) {
        throw new HidException(
            "%s: no '<!-- results: %s -->' with an '<!-- end -->' behind it"
                .formatted(page, table.name()));
      }
      List<String> within = made.subList(begin + 1, end);
      within.clear();
      within.addAll(table(table));
    }
    return made;
  }
}
