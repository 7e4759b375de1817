package io.github.hidbpf4j.tools.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.cli.HidbpfCommand;
import io.github.hidbpf4j.tools.ShellSyntax;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Man pages and completions have every verb and option, and their readers understand them. */
class ManualTest {
  private static final Instant DAY = Instant.ofEpochSecond(1_700_000_000);
  private static final CommandLine COMMAND = HidbpfCommand.commandLine();
  private static final Map<String, String> FILES = ManualCommand.files(COMMAND, DAY);

  /** The verbs, for checking where their options are, with the text before and after them. */
  static Stream<CommandLine> verbs() {
    return COMMAND.getSubcommands().values().stream();
  }

  private static String file(String name) {
    String text = FILES.get(name);
    assertThat(text).as(name).isNotNull();
    return String.valueOf(text);
  }

  @Test
  void aPageForTheCommandAndEachVerb() {
    TreeSet<String> pages = new TreeSet<>(List.of("man/man1/hidbpf.1"));
    verbs().forEach(v -> pages.add("man/man1/hidbpf-" + v.getCommandName() + ".1"));
    assertThat(new TreeSet<>(FILES.keySet()).headSet("man0")).containsAll(pages);
    String main = file("man/man1/hidbpf.1");
    assertThat(main)
        .contains(".TH \"HIDBPF\" \"1\" \"2023-11-14\" \"hidbpf4j ")
        .contains(".SH \"EXIT CODES\"\n.TP\n\\fB0\\fR\nfine\n");
    verbs()
        .forEach(
            v ->
                assertThat(main)
                    .contains("\\fBhidbpf\\-" + Roff.escape(v.getCommandName()) + "\\fR(1)"));
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void everyOptionIsEverywhere(CommandLine verb) {
    CommandSpec spec = verb.getCommandSpec();
    String name = verb.getCommandName();
    String page = file("man/man1/hidbpf-" + name + ".1");
    String zsh = section(file("zsh/vendor-completions/_hidbpf"), "\n        " + name + ")\n", ";;");
    List<String> fish =
        file("fish/vendor_completions.d/hidbpf.fish")
            .lines()
            .filter(l -> l.contains("'__fish_seen_subcommand_from " + name + "'"))
            .toList();
    String bash = file("bash-completion/completions/hidbpf");
    assertThat(spec.options()).isNotEmpty();
    for (OptionSpec option : spec.options()) {
      for (String optionName : option.names()) {
        assertThat(page).contains(Roff.bold(optionName));
        assertThat(zsh).containsPattern(optionName + "[=+]?\\[");
        assertThat(bash).contains(optionName);
        String flag =
            optionName.startsWith("--")
                ? " -l " + optionName.substring(2) + " "
                : " -s " + optionName.substring(1) + " ";
        assertThat(fish).as(optionName).anyMatch(l -> l.contains(flag));
      }
      assertThat(page)
          .contains(Roff.escape(CommandModel.firstSentence(CommandModel.description(option))));
    }
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      assertThat(page).contains(Roff.italic(CommandModel.label(parameter)));
    }
    assertThat(page).contains("hidbpf\\-" + Roff.escape(name) + " \\- ");
  }

  private static String section(String text, String begin, String end) {
    assertThat(text).contains(begin);
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf(end, from));
  }

  @Test
  void pagesAreAsciiAndOfKnownMacros() {
    FILES.forEach(
        (name, text) -> {
          if (name.startsWith("man/")) {
            assertThat(text).matches(t -> t.chars().allMatch(c -> c < 0x80), "ASCII");
            assertThat(text.lines().filter(l -> l.startsWith(".")))
                .allMatch(l -> l.matches("\\.(\\\\\"|TH|SH|SS|TP|PP|br|nh|ad)( .*)?"));
            assertThat(text.lines()).noneMatch(l -> l.isBlank() || l.startsWith("'"));
          }
        });
  }

  @Test
  void whatIsListsNoSentence() {
    assertThat(file("man/man1/hidbpf-verify.1"))
        .contains(".SH \"NAME\"\nhidbpf\\-verify \\- verifies every program");
  }

  @Test
  void theSameEachTime() {
    assertThat(ManualCommand.files(HidbpfCommand.commandLine(), DAY)).isEqualTo(FILES);
  }

  /** Names and texts that are special in the languages of the files. */
  @Test
  void oddTexts() {
    CommandSpec verb = CommandSpec.create().name("odd");
    verb.usageMessage().description(".Does \\n 'it' \"all\", 100%% – ~^`. And more.", "-x is not.");
    verb.addOption(
        OptionSpec.builder("-o", "--only")
            .paramLabel("a[,b]")
            .type(String.class)
            .completionCandidates(List.of("one", "two"))
            .description("It's [this]: \"x\".")
            .build());
    verb.addOption(
        OptionSpec.builder("--file")
            .paramLabel("<FILE>")
            .arity("0..1")
            .type(Path.class)
            .description("A file.")
            .build());
    verb.addOption(
        OptionSpec.builder("--secret").hidden(true).description("Nobody's business.").build());
    verb.addArgGroup(
        ArgGroupSpec.builder()
            .heading("%nOf a group:%n")
            .exclusive(false)
            .addArg(OptionSpec.builder("--grouped").description("In it.").build())
            .build());
    CommandSpec hidden = CommandSpec.create().name("hidden");
    hidden.usageMessage().hidden(true);
    CommandSpec top = CommandSpec.create().name("top").version("top 1");
    top.addSubcommand("odd", verb).addSubcommand("hidden", hidden);
    Map<String, String> files = ManualCommand.files(new CommandLine(top), DAY);

    assertThat(files).doesNotContainKey("man/man1/top-hidden.1");
    assertThat(String.join("", files.values())).doesNotContain("secret", "hidden");
    assertThat(files.get("man/man1/top-odd.1"))
        .contains("top\\-odd \\- .Does \\en \\(aqit\\(aq \"all\", 100% \\[u2013] \\(ti\\(ha\\(ga\n")
        .contains("\n\\&.Does \\en ")
        .contains(".PP\n\\-x is not.\n")
        .contains("\\fB\\-o\\fR, \\fB\\-\\-only\\fR=\\fIa[,b]\\fR\nIt\\(aqs [this]: \"x\".\n")
        .contains("\\fB\\-\\-file\\fR[=\\fIFILE\\fR]\n")
        .contains(".SS \"Of a group\"\n.TP\n\\fB\\-\\-grouped\\fR\nIn it.\n");
    assertThat(files.get("zsh/vendor-completions/_top"))
        .contains("'(-o --only)--only=[It'\\''s \\[this\\]: \"x\"]:a[,b]:(one two)'")
        .contains("'--grouped[In it]'")
        // With two colons the verb is among the words that it completes, as their first.
        .contains("'*::argument:->rest'");
    assertThat(files.get("fish/vendor_completions.d/top.fish"))
        .contains(" -s o -l only -x -a 'one two' -d 'It\\'s [this]: \"x\"'\n");
  }

  @ParameterizedTest
  @CsvSource({
    "bash, bash-completion/completions/hidbpf",
    "zsh, zsh/vendor-completions/_hidbpf",
    "fish, fish/vendor_completions.d/hidbpf.fish",
  })
  void shellsCanReadThem(String shell, String name, @TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("completion"), file(name));
    ShellSyntax.assertReadable(shell, file);
  }
}
