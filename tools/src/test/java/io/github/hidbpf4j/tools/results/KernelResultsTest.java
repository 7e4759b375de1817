package io.github.hidbpf4j.tools.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.testing.suite.CaseResult;
import io.github.hidbpf4j.testing.suite.ComparedVerdict;
import io.github.hidbpf4j.testing.suite.KernelResult;
import io.github.hidbpf4j.testing.suite.Status;
import io.github.hidbpf4j.testing.suite.SuiteResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of results, and whether the page has those of the committed results. */
class KernelResultsTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", "."));

  @Test
  void thePageIsMadeOfTheResults() throws IOException {
    List<String> page = Files.readAllLines(ROOT.resolve(KernelResultsCommand.PAGE));
    KernelResults results =
        KernelResults.parse(
            KernelResultsCommand.RESULTS,
            Files.readAllLines(ROOT.resolve(KernelResultsCommand.RESULTS)));
    assertThat(results.page(KernelResultsCommand.PAGE, page))
        .as("run scripts/kernel-results --write")
        .isEqualTo(page);
    for (ResultTable table : ResultTable.ALL) {
      assertThat(results.table(table)).as(table.name()).hasSizeGreaterThan(2);
    }
  }

  @Test
  void runsOfTestsAreCounted() {
    ComparedVerdict both = new ComparedVerdict("a.bpf.o", "event", "", "");
    ComparedVerdict one = new ComparedVerdict("a.bpf.o", "fixup", "R1 invalid", "");
    SuiteResult suite =
        new SuiteResult(
            List.of(
                test("a", new KernelResult("6.18.15", Status.PASSED, List.of(), 1, List.of(both))),
                test(
                    "b",
                    new KernelResult("6.18.15", Status.FAILED, List.of(), 1, List.of(both, one))),
                test("c", new KernelResult("6.18.15", Status.SKIPPED, List.of(), 1)),
                test("a", new KernelResult("6.12.117 bridge", Status.PASSED, List.of(), 1))),
            0,
            1);
    assertThat(KernelResultsCommand.onKernel(suite, "`examples`", "2026-11-30"))
        .containsExactly(
            "on-kernel\t6.18.15, in the kernel\t`examples`\t1 of 2\t1 of 2\t1\t2026-11-30",
            "on-kernel\t6.12.117, by the bridge\t`examples`\t1 of 1\t–\t0\t2026-11-30");
  }

  private static CaseResult test(String name, KernelResult kernel) {
    return new CaseResult(name, Path.of(name), List.of(kernel));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "nothing,a,2026-11-30; results:1: no table 'nothing', expected one of",
        "live-tests,a,2026-11-30; results:1: 2 cells of table live-tests, expected 4:",
        "live-tests,a,b,c,today; results:1: day 'today', expected a day such as 2026-11-30",
      })
  void aLineThatIsNoResultIsToldByItsNumber(String line, String message) {
    assertThatThrownBy(() -> KernelResults.parse("results", List.of(line.replace(',', '\t'))))
        .isInstanceOf(HidException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aPageWithoutPlaceForATableIsToldSo() {
    assertThatThrownBy(() -> KernelResults.parse("results", List.of()).page("page", List.of("#")))
        .hasMessage("page: no '<!-- results: traces -->' with an '<!-- end -->' behind it");
  }
}
