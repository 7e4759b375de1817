package io.github.hidbpf4j.tools.results;

import java.util.List;

/**
 * A table of results.
 *
 * @param name in the file of results, and in the page
 * @param columns headings; the last one of every table is the date of the run
 */
record ResultTable(String name, List<String> columns) {
  private static final String DAY = "on";

  /** All tables. */
  static final List<ResultTable> ALL =
      List.of(
          new ResultTable("traces", List.of("traces of", "agree", "with", "", DAY)),
          new ResultTable(
              "on-kernel", List.of("kernel", "tests", "as the replay", "verdicts", "skipped", DAY)),
          new ResultTable(
              "selftests", List.of("tier", "programs", "verdicts", "messages", "runs", DAY)),
          new ResultTable(
              "hunt",
              List.of(
                  "hunt",
                  "programs",
                  "accepted, refused by both",
                  "verdicts that differ",
                  "other differences",
                  DAY)),
          new ResultTable(
              "runs", List.of("runs of", "programs", "come to something else", "left out", DAY)),
          new ResultTable("live-tests", List.of("kernel", "scenario", "result", DAY)));
}
