package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A call that is parsed without picocli does the same as when picocli parses it. */
class PlainCallTest {
  @TempDir Path folder;

  private static CommandRun plain(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = Console.of(new PrintWriter(out), new PrintWriter(err, true));
    Integer code = PlainCall.run(console, arguments);
    assertThat(code).as("taken").isNotNull();
    return new CommandRun(Objects.requireNonNull(code), out.toString(), err.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "inspect"})
  void saysTheSame(String verb) throws IOException {
    String rejected = CommandRun.ROOT.resolve("testdata/hid-bpf/hostile.bpf.o").toString();
    String malformed = Files.writeString(folder.resolve("x.o"), "no object").toString();
    for (String[] arguments :
        new String[][] {
          {verb, CommandRun.OBJECT},
          {verb, CommandRun.OBJECT, CommandRun.TRACING},
          {verb, rejected},
          {verb, malformed},
          {verb, "no-such-file"},
          {verb, folder.toString()},
        }) {
      assertThat(plain(arguments)).isEqualTo(CommandRun.of(arguments));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "verify OBJECT --json",
        "verify --kernel 6.11..7.3 OBJECT",
        "verify --kernel nonsense OBJECT",
        "run --device RECORDING",
        "run OBJECT --device RECORDING",
        "run OBJECT --device RECORDING TRACING --quiet",
        "run --json --device RECORDING OBJECT",
        "run --evdev --kernel 6.18 --device RECORDING OBJECT --device RECORDING",
        "run --model OBJECT --device RECORDING",
        "run OBJECT --device no-such-file",
        "run no-such-file --device RECORDING",
        "run OBJECT --device OBJECT",
        "run --kernel raw OBJECT --device RECORDING",
        "attach no-such-file",
        "attach OBJECT no-such-device --quiet --mode bridge",
        "attach --force --replace OBJECT --kernel nonsense no-such-device",
      })
  void optionsToo(String command) {
    String[] arguments =
        command
            .replace("OBJECT", CommandRun.OBJECT)
            .replace("TRACING", CommandRun.TRACING)
            .replace("RECORDING", CommandRun.RECORDING)
            .split(" ", -1);
    assertThat(plain(arguments)).isEqualTo(CommandRun.of(arguments));
  }

  /** Otherwise a default that only picocli knows would be missing. */
  @ParameterizedTest
  @ValueSource(strings = {"verify", "inspect", "run", "attach", "daemon"})
  void optionsNotGivenAreAsInANewObject(String verb) {
    CommandLine parent = HidbpfCommand.VERBS.commandLineFor(new String[] {verb});
    CommandLine line = Objects.requireNonNull(parent.getSubcommands().get(verb));
    CommandSpec fresh =
        Objects.requireNonNull(
                HidbpfCommand.VERBS.commandLineFor(new String[] {verb}).getSubcommands().get(verb))
            .getCommandSpec();
    parent.parseArgs(
        switch (verb) {
          case "run" -> new String[] {verb, "--device", "x"};
          case "daemon" -> new String[] {verb};
          default -> new String[] {verb, "x"};
        });
    for (OptionSpec option : line.getCommandSpec().options()) {
      if (option.required()) {
        continue;
      }
      Object before = fresh.findOption(option.longestName()).getValue();
      Object value = option.<Object>getValue();
      assertThat(value).as(option.toString()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "verify,",
    "verify, --json",
    "verify, @file",
    "verify, -",
    "verify, --kernel=6.12 x",
    "verify, --json --json x",
    "verify, --kernel 6.12 --kernel 6.11 x",
    "verify, x --kernel",
    "verify, x --log-level 1",
    "inspect, x --json",
    "run, x.bpf.o",
    "run, x --device",
    "run, --device x --quiet --quiet",
    "run, --device x --model y --model z",
    "run, --device x -- y",
    "run, --device -",
    "run, --help",
    "attach,",
    "attach, x --mode nonsense",
    "attach, x --mode bridge --mode kernel",
    "attach, x -p NAME=VALUE",
    "daemon, x",
    "daemon, --mode nonsense",
    "daemon, --folder x",
    "--help, x",
    "nonsense, x",
  })
  void takesNothingElse(String first, String second) {
    String[] arguments = (second == null ? first : first + " " + second).split(" ", -1);
    assertThat(PlainCall.run(Console.ofProcess(), arguments)).isNull();
  }

  @Test
  void withoutArgumentsItTakesNothing() {
    assertThat(PlainCall.run(Console.ofProcess(), new String[0])).isNull();
  }
}
