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

/** A call without options does what it does when options are read. */
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

  /** Or a default that only picocli knows would be missing. */
  @ParameterizedTest
  @ValueSource(strings = {"verify", "inspect"})
  void optionsNotGivenAreAsInANewObject(String verb) {
    CommandLine parent = HidbpfCommand.VERBS.commandLineFor(new String[] {verb});
    CommandLine line = Objects.requireNonNull(parent.getSubcommands().get(verb));
    CommandSpec fresh =
        Objects.requireNonNull(
                HidbpfCommand.VERBS.commandLineFor(new String[] {verb}).getSubcommands().get(verb))
            .getCommandSpec();
    parent.parseArgs(verb, "x");
    for (OptionSpec option : line.getCommandSpec().options()) {
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
    "run, x.bpf.o",
    "--help, x",
    "nonsense, x",
  })
  void takesNothingElse(String first, String second) {
    String[] arguments = second == null ? new String[] {first} : new String[] {first, second};
    assertThat(PlainCall.run(Console.ofProcess(), arguments)).isNull();
  }

  @Test
  void withoutArgumentsItTakesNothing() {
    assertThat(PlainCall.run(Console.ofProcess(), new String[0])).isNull();
  }
}
