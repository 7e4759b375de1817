package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** {@code run --device -} with a recording that is still being made. */
@Timeout(120)
class RunLiveTest {
  /** Two devices and one event of the second. */
  private static List<String> begin() throws IOException {
    String second =
        Files.readString(Path.of(CommandRun.RECORDING))
            .lines()
            .filter(l -> l.startsWith("R:"))
            .findFirst()
            .orElseThrow();
    return List.of(
        "D: 0",
        second,
        "N: Other",
        "I: 3 0001 0002",
        "D: 1",
        second,
        "N: A4Tech Mouse",
        "I: 3 09da 0006",
        "# a wheel",
        "E: 000000.000000 4 00 00 00 01");
  }

  private static final List<String> END =
      List.of("E: 000007.000000 4 40 00 00 02", "D: 0", "E: 000008.000000 4 01 00 00 00", "D: 1");

  private static void write(PipedOutputStream to, List<String> lines) throws IOException {
    to.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    to.flush();
  }

  private static void awaitText(StringWriter out, String text) {
    while (out.getBuffer().indexOf(text) < 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void eventsAreShownAsTheyCome() throws Exception {
    InputStream before = System.in;
    StringWriter out = new StringWriter();
    PipedOutputStream to = new PipedOutputStream();
    try (PipedInputStream from = new PipedInputStream(to, 1 << 16)) {
      System.setIn(from);
      CommandLine command = HidbpfCommand.VERBS.commandLine();
      command.setOut(new PrintWriter(out, true));
      write(to, begin());
      CompletableFuture<Integer> code =
          CompletableFuture.supplyAsync(
              () ->
                  command.execute(
                      "run", CommandRun.OBJECT, "--device", "-", "--device-index", "1"));
      awaitText(out, "< 00 00 00 01");
      assertThat(code).isNotDone();
      write(to, END);
      awaitText(out, "7.000000 < 40 00 00 02");
      to.close();
      assertThat(code.get(60, TimeUnit.SECONDS)).isZero();
    } finally {
      System.setIn(before);
    }
    // The same as for the whole recording, except for what nobody can know before its end.
    assertThat(out.toString()).contains("also device 0, Other (--device-index 0)");
    Path file = Files.createTempFile("hidbpf4j-live", ".hid");
    try {
      Files.write(file, begin());
      Files.write(file, END, java.nio.file.StandardOpenOption.APPEND);
      String whole =
          CommandRun.of(
                  "run", CommandRun.OBJECT, "--device", file.toString(), "--device-index", "1")
              .out();
      assertThat(out.toString())
          .isEqualTo(whole.replace("also device 0, Other, 1 event (", "also device 0, Other ("));
    } finally {
      Files.delete(file);
    }
  }
}
