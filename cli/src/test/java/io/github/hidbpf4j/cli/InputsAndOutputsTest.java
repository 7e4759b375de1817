package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.cli.file.StandardOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How commands read and write: no file is lost, and none is read without end. */
class InputsAndOutputsTest {
  @TempDir Path folder;

  private Path copy(String file, String name) throws IOException {
    return Files.copy(Path.of(file), folder.resolve(name));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  /** Runs a command with these bytes as standard input. */
  private static CommandRun withInput(byte[] bytes, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(bytes));
    try {
      return CommandRun.of(arguments);
    } finally {
      System.setIn(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run %1$s --device %2$s --record %2$s",
        "run %1$s --device %2$s --record %3$s",
        "run %1$s --device %3$s --record %2$s",
        "run %1$s --device %2$s --trace %1$s",
        "run %1$s --device %2$s --model %4$s --trace %4$s",
        "run %1$s --device %2$s --kernel-btf %4$s --record %4$s",
        "run %1$s --device %2$s --record x --trace x",
        "run %1$s --device %2$s --html %2$s",
        "run %1$s --device %2$s --trace x --html x",
        "run %1$s --device %2$s --record - --trace /dev/stdout",
        "make-recording %3$s --like %2$s",
      })
  void anOutputThatIsAnInput(String command) throws IOException {
    Path object = copy(CommandRun.OBJECT, "o.bpf.o");
    Path recording = copy(CommandRun.RECORDING, "r.hid");
    Path link = Files.createLink(folder.resolve("link.hid"), recording);
    Path other = Files.writeString(folder.resolve("other"), "state a\n");
    CommandRun run =
        CommandRun.of(command.formatted(object, recording, link, other).split(" ", -1));
    assertThat(run.exitCode()).as("%s", run).isEqualTo(Errors.USAGE);
    assertThat(run.err()).contains("expected another file").hasLineCount(1);
    assertThat(recording).hasSameBinaryContentAs(Path.of(CommandRun.RECORDING));
    assertThat(object).hasSameBinaryContentAs(Path.of(CommandRun.OBJECT));
    assertThat(other).hasContent("state a\n");
    assertThat(names()).containsExactly("link.hid", "o.bpf.o", "other", "r.hid");
  }

  /** A run that fails leaves outputs as they were. */
  @ParameterizedTest
  @ValueSource(strings = {"--record", "--trace", "--html"})
  void outputsOfARunThatFails(String option) throws IOException {
    Path before = Files.writeString(folder.resolve("out"), "precious");
    String hostile = CommandRun.ROOT.resolve("testdata/hid-bpf/hostile.bpf.o").toString();
    CommandRun run =
        CommandRun.of("run", hostile, "--device", CommandRun.RECORDING, option, before.toString());
    assertThat(run.exitCode()).isEqualTo(Errors.REJECTED);
    assertThat(before).hasContent("precious");
    assertThat(names()).containsExactly("out");
  }

  @Test
  void recordingToStandardOutput() {
    CommandRun run =
        CommandRun.of("run", "--device", CommandRun.RECORDING, "--quiet", "--record", "-");
    assertThat(run.exitCode()).isZero();
    assertThat(run.lines()).allMatch(l -> l.matches("[DRNPIE]: .*"));
    assertThat(run.err()).contains("summary     26 events");
  }

  @Test
  void everyInputFromStandardInput() throws IOException {
    byte[] object = Files.readAllBytes(Path.of(CommandRun.OBJECT));
    byte[] recording = Files.readAllBytes(Path.of(CommandRun.RECORDING));
    for (String verb : List.of("verify", "inspect", "disasm")) {
      CommandRun run = withInput(object, verb, "-");
      assertThat(run.exitCode()).as("%s: %s", verb, run).isZero();
      assertThat(run.out().replace("standard input", CommandRun.OBJECT))
          .isEqualTo(CommandRun.of(verb, CommandRun.OBJECT).out());
    }
    String run = CommandRun.of("run", CommandRun.OBJECT, "--device", CommandRun.RECORDING).out();
    assertThat(withInput(recording, "run", CommandRun.OBJECT, "--device", "-").out())
        .isEqualTo(run);
    assertThat(
            withInput(object, "run", "-", "--device", CommandRun.RECORDING)
                .out()
                .replace("standard input", CommandRun.OBJECT))
        .isEqualTo(run);
    assertThat(withInput(recording, "descriptor", "-").exitCode()).isZero();
    CommandRun made =
        withInput(recording, "make-recording", "-", "--like", "-", "--seconds", "1", "--rate", "9");
    assertThat(made.lines()).hasSize(12);
    CommandRun twice = withInput(object, "run", "-", "--device", "-");
    assertThat(twice.exitCode()).isEqualTo(Errors.USAGE);
    assertThat(twice.err()).contains("standard input can be read only once");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "verify OBJECT",
        "verify --log-level 2 OBJECT",
        "inspect OBJECT",
        "inspect --json OBJECT",
        "disasm OBJECT",
        "descriptor RECORDING",
        "descriptor --json RECORDING",
        "btf",
        "run --device RECORDING",
        "run --device RECORDING --quiet",
        "run --device RECORDING --json",
        "run --device RECORDING --explore 2",
        "run --device RECORDING --device RECORDING",
        "run --device RECORDING --record -",
        "make-recording - --like RECORDING --seconds 1",
        "--help",
        "--version",
        "run --help",
      })
  void standardOutputThatIsFull(String command) {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    StringWriter err = new StringWriter();
    AtomicInteger failures = new AtomicInteger();
    Console console =
        Console.of(new StandardOutput(full, failures::incrementAndGet), new PrintWriter(err, true));
    String[] arguments =
        command
            .replace("OBJECT", CommandRun.OBJECT)
            .replace("RECORDING", CommandRun.RECORDING)
            .split(" ", -1);
    int code = Main.execute(console, arguments);
    assertThat(code).as("%s", err).isEqualTo(Errors.INTERNAL);
    assertThat(err.toString())
        .containsOnlyOnce("hidbpf: standard output: cannot be written: No space left on device\n");
    assertThat(failures).hasValue(1);
  }

  /** Errors appear after what was printed before, which must be flushed by then. */
  @Test
  void errorsComeBehindWhatWasPrinted() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    List<Integer> before = new ArrayList<>();
    Writer errors =
        new StringWriter() {
          @Override
          public void write(String text, int offset, int length) {
            before.add(printed.size());
          }
        };
    Console console =
        Console.of(new StandardOutput(printed, () -> {}), new PrintWriter(errors, true));
    int expected = 0;
    for (int i = 0; i < 100; i++) {
      for (int k = 0; k < 10; k++) {
        console.out().println(i);
        expected += Integer.toString(i).length() + 1;
      }
      console.err().print("error");
      assertThat(before.getLast()).isEqualTo(expected);
    }
  }
}
