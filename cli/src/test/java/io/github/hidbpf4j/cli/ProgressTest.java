package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream terminal = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void saysHowFarItIsAndWipesTheLine() {
    try (Progress progress = new Progress(terminal, "recordings", 1200, false)) {
      progress.done();
      for (int i = 0; i < 1500; i++) {
        progress.event();
      }
      progress.show();
      assertThat(shown()).isEqualTo("\r\033[Khidbpf: 1,500 events, 1 of 1,200 recordings done");
    }
    assertThat(shown()).endsWith("done\r\033[K");
  }

  /** Standard output and standard error are the same terminal. */
  @Test
  void whatIsPrintedMeanwhileStandsOnALineOfItsOwn() {
    try (Progress progress = new Progress(terminal, "recordings", 2, false)) {
      PrintWriter out = progress.before(new PrintWriter(terminal, true, StandardCharsets.UTF_8));
      progress.show();
      out.write("one\n");
      out.write("two\n");
      out.flush();
      progress.show();
    }
    String line = "\r\033[Khidbpf: 0 events, 0 of 2 recordings done";
    assertThat(shown()).isEqualTo(line + "\r\033[Kone\ntwo\n" + line + "\r\033[K");
  }

  @Test
  void ofOneThingItCountsEvents() {
    try (Progress progress = new Progress(terminal, "recordings", 1, false)) {
      assertThat(progress.line()).isEqualTo("hidbpf: 0 events");
    }
    assertThat(shown()).isEmpty();
  }

  @Test
  void whatIsOverSoonShowsNothing() {
    try (Progress progress = new Progress(terminal, "recordings", 1, true)) {
      progress.event();
    }
    assertThat(shown()).doesNotContain("\n");
  }
}
