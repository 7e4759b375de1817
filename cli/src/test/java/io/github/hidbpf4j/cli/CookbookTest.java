package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pages of the cookbook: each shows C code of an example, unchanged, that loads on the kernels
 * that the page promises. {@link DocsShellTest} runs its commands, {@link
 * ExamplesTestThemselvesTest} the tests of the example.
 */
class CookbookTest {
  private static final Path INDEX = Path.of("docs/cookbook.md");
  private static final Path PAGES = Path.of("docs/cookbook");
  private static final Pattern EXAMPLE =
      Pattern.compile("^\\./hidbpf test examples/([a-z-]+)$", Pattern.MULTILINE);

  static Stream<MarkdownFile> pages() {
    return MarkdownFile.all().stream().filter(f -> f.path().startsWith(PAGES));
  }

  private static String exampleOf(MarkdownFile page) {
    List<String> names =
        page.blocks().stream()
            .filter(MarkdownFile.Block::isShell)
            .flatMap(b -> EXAMPLE.matcher(b.text()).results())
            .map((MatchResult m) -> m.group(1))
            .toList();
    assertThat(names).as("%s: a line './hidbpf test examples/NAME'", page.path()).hasSize(1);
    return names.getFirst();
  }

  @Test
  void thereAreTenAndTheIndexHasThem() throws IOException {
    String index = Files.readString(CommandRun.ROOT.resolve(INDEX));
    List<MarkdownFile> pages = pages().toList();
    assertThat(pages).hasSize(10);
    assertThat(pages.stream().map(CookbookTest::exampleOf)).doesNotHaveDuplicates();
    for (MarkdownFile page : pages) {
      assertThat(index)
          .contains("(cookbook/" + page.path().getFileName() + ")")
          .contains("(../examples/" + exampleOf(page) + ")");
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theCodeIsThatOfTheExample(MarkdownFile page) throws IOException {
    String name = exampleOf(page);
    String source =
        Files.readString(
            CommandRun.ROOT.resolve("examples").resolve(name).resolve(name + ".bpf.c"));
    List<MarkdownFile.Block> code =
        page.blocks().stream().filter(b -> b.language().equals("c")).toList();
    assertThat(code).as("%s", page.path()).isNotEmpty();
    for (MarkdownFile.Block block : code) {
      assertThat(source).as(page.at(block.line())).contains(block.text());
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theExampleLoadsAndIsClean(MarkdownFile page) {
    String name = exampleOf(page);
    Path folder = CommandRun.ROOT.resolve("examples").resolve(name);
    String object = folder.resolve(name + ".bpf.o").toString();
    CommandRun verify = CommandRun.of("verify", object, "--kernel", "6.12,6.18,7.3");
    assertThat(verify.exitCode()).as("%s", verify).isZero();
    CommandRun lint = CommandRun.of("lint", object, "--level", "hint");
    assertThat(lint.out()).as("%s", name).isEmpty();
  }
}
