package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the tutorial, one after the other, in an empty folder. */
class TutorialTest {
  static final Path PAGE = Path.of("docs/tutorial.md");

  @TempDir private Path temp;

  @Test
  void everyCommandDoesWhatThePageSays() throws IOException, InterruptedException {
    AuthorShell.assumeCompiler();
    MarkdownFile page =
        MarkdownFile.all().stream().filter(f -> f.path().equals(PAGE)).findFirst().orElseThrow();
    AuthorShell shell = AuthorShell.in(temp);
    int run = 0;
    int skipped = 0;
    for (MarkdownFile.Block block : page.blocks()) {
      if (!block.isShell()) {
        continue;
      }
      if (block.directives().stream().anyMatch(d -> d.startsWith("skip "))) {
        System.out.println("not run: " + page.at(block.line()) + ": " + block.directives());
        skipped++;
        continue;
      }
      AuthorShell.Result result = shell.run(block.text());
      assertThat(result.exitCode())
          .as("%s: %s%n%s", page.at(block.line()), block.text(), result.out())
          .isZero();
      for (MarkdownFile.Block output : page.outputsOf(block)) {
        ShownOutput.assertShows(page, output, Map.of(block.text(), result.out()));
      }
      run++;
    }
    assertThat(run).isGreaterThanOrEqualTo(8);
    assertThat(skipped).as("what needs a device, or is each reader's own").isEqualTo(2);
  }
}
