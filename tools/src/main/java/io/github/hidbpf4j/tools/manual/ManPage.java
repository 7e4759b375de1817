package io.github.hidbpf4j.tools.manual;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Writes pages for man(1): one for a command, and one for each of its verbs. */
final class ManPage {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** A line of a list in columns in a footer. */
  private static final Pattern COLUMNS = Pattern.compile("\\s+(\\S+)\\s\\s+(.*)");

  private final CommandLine command;
  private final String version;
  private final String date;

  private ManPage(CommandLine command, String version, Instant date) {
    this.command = command;
    this.version = version;
    this.date = DATE.format(date);
  }

  /**
   * All pages, by the names of their files.
   *
   * @param date the date of the pages
   */
  static Map<String, String> all(CommandLine command, Instant date) {
    String version = String.join(" ", CommandModel.plain(command.getCommandSpec().version()));
    ManPage pages = new ManPage(command, version, date);
    Map<String, String> all = new TreeMap<>();
    all.put(command.getCommandName() + ".1", pages.ofCommand());
    for (CommandLine verb : CommandModel.verbs(command)) {
      all.put(pages.name(verb) + ".1", pages.ofVerb(verb));
    }
    return all;
  }

  private String name(CommandLine verb) {
    return command.getCommandName() + "-" + verb.getCommandName();
  }

  private String ofCommand() {
    Roff page = begin(command, command.getCommandName());
    page.section("VERBS");
    for (CommandLine verb : CommandModel.verbs(command)) {
      page.entry(
          Roff.bold(name(verb)) + "(1)",
          List.of(
              CommandModel.firstSentence(CommandModel.description(verb.getCommandSpec())) + "."));
    }
    arguments(page, command.getCommandSpec());
    footer(page, command.getCommandSpec().usageMessage(), "NOTES");
    page.section("ENVIRONMENT");
    page.entry(
        Roff.bold("HIDBPF_CACHE"),
        List.of("off: start without the cache that makes starting fast."));
    page.entry(
        Roff.bold("HIDBPF_TIER"),
        List.of("The highest tier of Java's compilers that is used, 0 to 4 (TieredStopAtLevel)."));
    page.section("SEE ALSO");
    page.line(seeAlso(CommandModel.verbs(command)));
    return page.toString();
  }

  private String ofVerb(CommandLine verb) {
    Roff page = begin(verb, name(verb));
    arguments(page, verb.getCommandSpec());
    UsageMessageSpec own = verb.getCommandSpec().usageMessage();
    footer(page, own, "NOTES");
    if (own.footer().length == 0) {
      footer(page, command.getCommandSpec().usageMessage(), "NOTES");
    }
    page.section("SEE ALSO");
    page.line(Roff.bold(command.getCommandName()) + "(1)");
    return page.toString();
  }

  private String seeAlso(List<CommandLine> verbs) {
    return verbs.stream()
        .map(verb -> Roff.bold(name(verb)) + "(1)")
        .reduce((a, b) -> a + ",\n" + b)
        .orElse("");
  }

  /** Title, name, synopsis, description. */
  private Roff begin(CommandLine of, String name) {
    CommandSpec spec = of.getCommandSpec();
    List<String> description = CommandModel.description(spec);
    Roff page = new Roff();
    page.comment("Made from the command's own model.");
    page.macro("TH", Roff.escape(name.toUpperCase(Locale.ROOT)), "1", date, version, "hidbpf4j");
    // Do not hyphenate names of options, nor justify lines.
    page.macro("nh");
    page.macro("ad", "l");
    page.section("NAME");
    page.line(Roff.escape(name) + " \\- " + Roff.escape(purpose(description)));
    page.section("SYNOPSIS");
    page.line(synopsis(of));
    page.section("DESCRIPTION");
    boolean first = true;
    for (String paragraph : description) {
      if (!first) {
        page.macro("PP");
      }
      page.text(paragraph);
      first = false;
    }
    return page;
  }

  /** The purpose for whatis(1), which is not a sentence. */
  private static String purpose(List<String> description) {
    String sentence = CommandModel.firstSentence(description);
    return sentence.isEmpty()
        ? sentence
        : sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
  }

  /** The synopsis, as in the usage message, in one line. */
  private static String synopsis(CommandLine of) {
    String name = of.getCommandSpec().qualifiedName();
    String line =
        of.getHelp()
            .synopsis(0)
            .strip()
            .lines()
            .map(String::strip)
            .reduce("", (a, b) -> a + " " + b);
    String plain = Ansi.OFF.string(line.strip());
    return plain.startsWith(name)
        ? Roff.bold(name) + Roff.escape(plain.substring(name.length()))
        : Roff.escape(plain);
  }

  private static void arguments(Roff page, CommandSpec spec) {
    List<PositionalParamSpec> parameters = CommandModel.parameters(spec);
    if (!parameters.isEmpty()) {
      page.section("ARGUMENTS");
      for (PositionalParamSpec parameter : parameters) {
        String more = CommandModel.isRepeatable(parameter) ? "..." : "";
        page.entry(
            Roff.italic(CommandModel.label(parameter)) + more, CommandModel.description(parameter));
      }
    }
    page.section("OPTIONS");
    CommandModel.options(spec).forEach(option -> option(page, option));
    for (ArgGroupSpec group : CommandModel.groups(spec)) {
      String heading = String.join(" ", CommandModel.plain(group.heading())).strip();
      page.macro("SS", Roff.escape(heading.replaceAll(":$", "")));
      CommandModel.options(group).forEach(option -> option(page, option));
    }
  }

  private static void option(Roff page, OptionSpec option) {
    String names =
        CommandModel.names(option).stream()
            .map(Roff::bold)
            .reduce((a, b) -> a + ", " + b)
            .orElseThrow();
    page.entry(names + value(option), CommandModel.description(option));
  }

  private static String value(OptionSpec option) {
    if (!CommandModel.takesValue(option)) {
      return "";
    }
    String value = "=" + Roff.italic(CommandModel.label(option));
    return CommandModel.needsValue(option) ? value : "[" + value + "]";
  }

  /** Writes the footer of a usage message as a section, with its own heading if it has one. */
  private static void footer(Roff page, UsageMessageSpec usage, String otherwise) {
    List<String> lines = CommandModel.plain(usage.footer());
    if (usage.footer().length == 0 || lines.stream().allMatch(String::isBlank)) {
      return;
    }
    String heading = String.join(" ", CommandModel.plain(usage.footerHeading())).strip();
    page.section(
        heading.isEmpty() ? otherwise : heading.replaceAll(":$", "").toUpperCase(Locale.ROOT));
    for (String line : lines) {
      Matcher columns = COLUMNS.matcher(line);
      if (columns.matches()) {
        page.entry(Roff.bold(columns.group(1)), List.of(columns.group(2)));
      } else if (!line.isBlank()) {
        page.text(line.strip());
        page.macro("br");
      }
    }
  }
}
