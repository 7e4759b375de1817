package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.kernel.lint.LintRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code hidbpf lint}: output, exit codes, options. The rules themselves: {@code LintTest}. */
class LintCommandTest {
  private static final Path TESTDATA = CommandRun.ROOT.resolve("testdata/lint");
  private static final String NUMBERED = TESTDATA.resolve("numbered.hid").toString();

  private static String object(String name) {
    return TESTDATA.resolve(name + ".bpf.o").toString();
  }

  @Test
  void aFindingIsALine() {
    CommandRun run = CommandRun.of("lint", object("unchecked-patch"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            "testdata/lint/unchecked-patch.bpf.c:15: warning: fixup: changes byte 39 of any "
                + "descriptor: neither its size nor its bytes are compared first, here or in "
                + "probe; to do: compare the size and the old bytes before changing them, in"
                + " hid_rdesc_fixup or in probe [unchecked-patch]\n");
  }

  @Test
  void nothingIsFineAndSilent() {
    CommandRun run = CommandRun.of("lint", object("unchecked-patch-fixed"), CommandRun.OBJECT);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void json() throws IOException {
    CommandRun run =
        CommandRun.of("lint", "--json", "--device", NUMBERED, object("report-id-ignored"));
    assertThat(run.lines()).hasSize(1);
    Json finding = Json.parse(run.out());
    assertThat(finding.text("rule")).isEqualTo("report-id-ignored");
    assertThat(finding.text("level")).isEqualTo("warning");
    assertThat(finding.text("program")).isEqualTo("event");
    assertThat(finding.text("file")).isEqualTo("testdata/lint/report-id-ignored.bpf.c");
    assertThat(finding.text("line")).isEqualTo("15");
    assertThat(finding.text("message")).startsWith("changes byte 1 of any report");
    assertThat(finding.text("advice")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "latch-never-reset, warning, 0",
    "latch-never-reset, hint, 1",
    "unchecked-patch, error, 0",
    "unchecked-patch, warning, 1",
    "probe-never-accepts, error, 1",
  })
  void levels(String name, String level, int exitCode) {
    CommandRun run = CommandRun.of("lint", "--level", level, object(name));
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.lines()).hasSize(exitCode);
  }

  @ParameterizedTest
  @CsvSource({
    "unchecked-patch, unchecked-patch, 0",
    "unchecked-patch, hard-coded-size, 1",
    "hard-coded-size, 'unchecked-patch,hard-coded-size', 0",
    "../findings/result_below_errno_range, result-below-errno-range, 0",
  })
  void ignored(String name, String rules, int exitCode) {
    CommandRun run = CommandRun.of("lint", "--ignore", rules, object(name));
    assertThat(run.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void explained() {
    CommandRun one = CommandRun.of("lint", "--explain", "report-id-ignored");
    assertThat(one.exitCode()).isZero();
    assertThat(one.lines()).first().isEqualTo("report-id-ignored (warning)");
    assertThat(one.out()).contains("\n  why      ", "\n  to do    ", "\n  needs    --device");
    CommandRun all = CommandRun.of("lint", "--explain", "all");
    for (LintRule rule : LintRule.values()) {
      assertThat(all.out()).contains("%s (%s)\n".formatted(rule.id(), rule.level().id()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--explain x, '--explain x: no such rule, expected one of refused, '",
    "--ignore x OBJECT, '--ignore x: no such rule, expected one of '",
    "--level x OBJECT, '--level x: expected error, warning or hint'",
    "'', no object to lint",
    "--device /nowhere.hid OBJECT, /nowhere.hid",
  })
  void wrongUsage(String options, String message) {
    List<String> arguments = new ArrayList<>(List.of("lint"));
    if (!options.isEmpty()) {
      arguments.addAll(
          List.of(options.replace("OBJECT", object("unchecked-patch")).split(" ", -1)));
    }
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err()).startsWith("hidbpf: ").contains(message).hasLineCount(1);
  }

  /** The other objects are checked all the same. */
  @Test
  void aMalformedObject() {
    CommandRun run = CommandRun.of("lint", NUMBERED, object("unchecked-patch"));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains("numbered.hid");
    assertThat(run.lines()).hasSize(1);
  }

  @Test
  void aDirectory() {
    CommandRun run = CommandRun.of("lint", "--level", "hint", TESTDATA.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    assertThat(run.lines()).hasSizeGreaterThan(8);
  }

  /** docs/lint.md lists the rules as in the code, in the same order. */
  @Test
  void thePageHasTheRules() {
    Path page = Path.of("docs/lint.md");
    MarkdownFile file =
        MarkdownFile.all().stream().filter(f -> f.path().equals(page)).findFirst().orElseThrow();
    MarkdownFile.Table table =
        file.tables().stream()
            .filter(t -> t.rows().getFirst().startsWith("| rule |"))
            .findFirst()
            .orElseThrow();
    List<String> rules =
        Arrays.stream(LintRule.values())
            .map(
                r ->
                    "| `%s` | %s | %s | %s |"
                        .formatted(r.id(), r.level().id(), r.title(), r.needsDevice() ? "yes" : ""))
            .toList();
    assertThat(table.rows().subList(2, table.rows().size()).stream().map(String::strip))
        .containsExactlyElementsOf(rules);
  }
}
