package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Help, version, and messages for misspelled arguments. */
class UsageTest {
  static Collection<String> verbs() {
    return HidbpfCommand.VERBS.commandLine().getSubcommands().keySet();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "runn | no verb 'runn': did you mean 'run'?",
        "verfy x.o | no verb 'verfy': did you mean 'verify'?",
        "discriptor x | no verb 'discriptor': did you mean 'descriptor'?",
        "insepct x | no verb 'insepct': did you mean 'inspect'?",
        "desc x | no verb 'desc': did you mean 'descriptor'?",
        "xyzzy | no verb 'xyzzy': expected one of new, run, test, verify, lint, explain, inspect, disasm, descriptor, btf,",
        "help rnu | no verb 'rnu': did you mean 'run'?",
        "--verison | Unknown option: '--verison'; did you mean '--version'?",
        "run --devise x | Unknown option: '--devise'; did you mean '--device'?",
        "run x --device y --jsonn | Unknown option: '--jsonn'; did you mean '--json'?",
        "run --device y --sede=4 | Unknown option: '--sede=4'; did you mean '--seed'?",
        "verify --log-levl 2 x | Unknown option: '--log-levl'; did you mean '--log-level'?",
        "btf --kernle 6.12 | Unknown option: '--kernle'; did you mean '--kernel'?",
        "disasm --nosource x | Unknown option: '--nosource'; did you mean '--no-source'?",
        "verify x --wxyz | Unknown option: '--wxyz'",
        "verify x -x | Unknown option: '-x'",
        "run x | Missing required option: '--device=RECORDING'",
        "run --format tex --device x | Invalid value for option '--format': expected one of",
      })
  void suggestions(String arguments, String message) {
    CommandRun run = CommandRun.of(arguments.split(" ", -1));
    assertThat(run.exitCode()).isEqualTo(Errors.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines().findFirst().orElse("")).startsWith("hidbpf: " + message);
    assertThat(run.err().contains("did you mean")).isEqualTo(message.contains("did you mean"));
  }

  @Test
  void whatIsBehindTwoDashesIsNoOption() {
    CommandRun run = CommandRun.of("inspect", "--", "--jsonn");
    assertThat(run.err()).isEqualTo("hidbpf: --jsonn: no such file\n");
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void helpOfAVerb(String verb) {
    CommandRun help = CommandRun.of("help", verb);
    assertThat(help.exitCode()).as("%s", help).isZero();
    assertThat(help.out()).isEqualTo(CommandRun.of(verb, "--help").out());
    assertThat(help.lines()).as("80 columns").allMatch(l -> l.length() <= 80);
  }

  @Test
  void helpOfAll() {
    CommandRun help = CommandRun.of("help");
    assertThat(help.out()).isEqualTo(CommandRun.of("--help").out()).contains("help ");
    assertThat(help.lines()).as("80 columns").allMatch(l -> l.length() <= 80);
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void versionOfEach(String verb) {
    for (String option : List.of("--version", "-V")) {
      CommandRun run = CommandRun.of(verb, option);
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).isEqualTo(CommandRun.of("--version").out()).startsWith("hidbpf4j ");
    }
  }

  // ---- what changes nothing is said

  /** Its variables: MODE of 8 bytes, and FIXED, a constant. */
  private static final String WITH_PROPERTIES =
      CommandRun.ROOT.resolve("testdata/hid-bpf/calls.bpf.o").toString();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MODE=1 | ''",
        "MODEL=1 | no object has a variable or map UDEV_PROP_MODEL; did you mean 'MODE'?",
        "NOBODY=1 | no object has a variable or map UDEV_PROP_NOBODY, only MODE",
        "FIXED=1 | no object has a variable or map UDEV_PROP_FIXED, only MODE",
        "MODE=1234567 | ''",
        "MODE=12345678 | 8 bytes, which UDEV_PROP_MODE has no room for",
      })
  void propertiesThatChangeNothing(String property, String problem) {
    CommandRun run =
        CommandRun.of(
            "run",
            WITH_PROPERTIES,
            "--force",
            "--quiet",
            "-p",
            property,
            "--device",
            CommandRun.RECORDING);
    String name = property.substring(0, property.indexOf('='));
    assertThat(run.err())
        .startsWith(problem.isEmpty() ? "" : "hidbpf: --property " + name + ": " + problem + "\n");
    assertThat(run.err().contains("--property")).isEqualTo(!problem.isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6.10 | struct_ops programs of this kind: 6.11 to 7.3, 6.12-strict-async, 6.12-wq-bh",
        "rfc-v6 | struct_ops programs of this kind: 6.11 to 7.3,",
      })
  void kernelsThatTakeAnObject(String kernel, String message) {
    for (String verb : List.of("run --device " + CommandRun.RECORDING, "disasm", "verify")) {
      CommandRun run =
          CommandRun.of((verb + " --kernel " + kernel + " " + CommandRun.OBJECT).split(" ", -1));
      assertThat(run.exitCode()).isNotZero();
      assertThat(run.out() + run.err()).as(verb).contains(message);
    }
    CommandRun tracing =
        CommandRun.of(
            "run", CommandRun.TRACING, "--kernel", "6.12", "--device", CommandRun.RECORDING);
    assertThat(tracing.err())
        .contains("to attach to: rfc-v1 to rfc-v6, 6.3, 6.10;")
        .hasLineCount(1);
  }
}
