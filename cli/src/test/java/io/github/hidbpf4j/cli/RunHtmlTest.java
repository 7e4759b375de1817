package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunHtmlTest {
  @TempDir Path folder;

  private static CommandRun run(String... more) {
    String[] all = new String[4 + more.length];
    all[0] = "run";
    all[1] = CommandRun.OBJECT;
    all[2] = "--device";
    all[3] = CommandRun.RECORDING;
    System.arraycopy(more, 0, all, 4, more.length);
    return CommandRun.of(all);
  }

  @Test
  void thePageIsWrittenBesideWhatIsPrinted() throws IOException {
    Path page = folder.resolve("page.html");
    CommandRun run = run("--html", page.toString());
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out()).isEqualTo(run().out());
    assertThat(Files.readString(page))
        .startsWith("<!doctype html>")
        .contains("<title>wheel.hid</title>", "A4Tech PS/2+USB Mouse", "REL_HWHEEL", "split_wheels")
        .endsWith("</html>\n");
  }

  /** Text shows evdev events only on request, a page always. */
  @Test
  void evdevInThePageIsNotPrinted() {
    CommandRun run = run("--html", folder.resolve("page.html").toString());
    assertThat(run.out()).doesNotContain("evdev").isNotEmpty();
    CommandRun both = run("--evdev", "--html", folder.resolve("page.html").toString());
    assertThat(both.out()).isEqualTo(run("--evdev").out());
  }

  @Test
  void toStandardOutputTheRestGoesToStandardError() {
    CommandRun run = run("--quiet", "--html", "-");
    assertThat(run.out()).startsWith("<!doctype html>").endsWith("</html>\n");
    assertThat(run.err()).contains("summary     26 events");
  }

  @Test
  void theSameRunGivesTheSameBytes() throws IOException {
    Path one = folder.resolve("one.html");
    Path two = folder.resolve("two.html");
    assertThat(run("--quiet", "--html", one.toString()).exitCode()).isZero();
    assertThat(run("--quiet", "--html", two.toString()).exitCode()).isZero();
    assertThat(one).hasSameBinaryContentAs(two);
    assertThat(Files.readString(one)).doesNotContain(folder.toString());
  }
}
