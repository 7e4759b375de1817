package io.github.hidbpf4j.tools.manual;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What a manual says about a command, from picocli's model of it. */
final class CommandModel {
  private CommandModel() {}

  /** The documented verbs, in the order of the usage message. */
  static List<CommandLine> verbs(CommandLine command) {
    return command.getSubcommands().values().stream()
        .filter(verb -> !verb.getCommandSpec().usageMessage().hidden())
        .toList();
  }

  /** The documented options, except those of groups with a heading of their own. */
  static List<OptionSpec> options(CommandSpec command) {
    List<OptionSpec> grouped =
        groups(command).stream().flatMap(group -> group.allOptionsNested().stream()).toList();
    return sorted(command.options().stream().filter(option -> !grouped.contains(option)));
  }

  /** All documented options. */
  static List<OptionSpec> allOptions(CommandSpec command) {
    return sorted(command.options().stream());
  }

  /** The options of a group. */
  static List<OptionSpec> options(ArgGroupSpec group) {
    return sorted(group.allOptionsNested().stream());
  }

  private static List<OptionSpec> sorted(Stream<OptionSpec> options) {
    return options
        .filter(option -> !option.hidden())
        .sorted(
            Comparator.comparing(
                option -> option.longestName().replaceAll("^-+", "").toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** The groups that have a heading, outermost first. */
  static List<ArgGroupSpec> groups(CommandSpec command) {
    List<ArgGroupSpec> groups = new ArrayList<>();
    command.argGroups().forEach(group -> addGroups(group, groups));
    return groups;
  }

  private static void addGroups(ArgGroupSpec group, List<ArgGroupSpec> groups) {
    if (group.heading() != null) {
      groups.add(group);
    } else {
      group.subgroups().forEach(subgroup -> addGroups(subgroup, groups));
    }
  }

  static List<PositionalParamSpec> parameters(CommandSpec command) {
    return command.positionalParameters().stream().filter(p -> !p.hidden()).toList();
  }

  /** Whether the argument has a value. */
  static boolean takesValue(ArgSpec argument) {
    return argument.arity().max() > 0;
  }

  static boolean needsValue(ArgSpec argument) {
    return argument.arity().min() > 0;
  }

  /** Whether it may be given more than once. */
  static boolean isRepeatable(ArgSpec argument) {
    return argument.isMultiValue();
  }

  static List<String> names(OptionSpec option) {
    return Arrays.stream(option.names())
        .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  static String label(ArgSpec argument) {
    String label = argument.paramLabel();
    return label.startsWith("<") && label.endsWith(">")
        ? label.substring(1, label.length() - 1)
        : label;
  }

  /** The possible values, if there are only some. */
  static List<String> values(ArgSpec argument) {
    List<String> values = new ArrayList<>();
    Iterable<String> candidates = argument.completionCandidates();
    if (candidates != null) {
      candidates.forEach(values::add);
    }
    return values;
  }

  /** Whether its value is a file name. Parameters nearly always are: verbs take objects. */
  static boolean isFile(ArgSpec argument) {
    Class<?> type = argument.isMultiValue() ? argument.auxiliaryTypes()[0] : argument.type();
    return type == Path.class
        || type == File.class
        || (argument.isPositional() && type == String.class && values(argument).isEmpty());
  }

  /** The description of an argument, one string per paragraph. */
  static List<String> description(ArgSpec argument) {
    return plain(argument.description());
  }

  static List<String> description(CommandSpec command) {
    return plain(command.usageMessage().description());
  }

  /** The first sentence of a description. */
  static String firstSentence(List<String> description) {
    String text = description.isEmpty() ? "" : description.getFirst();
    int end = text.indexOf(". ");
    String sentence = end < 0 ? text : text.substring(0, end);
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  /** Text as picocli would print it: formatted, without colours. */
  static List<String> plain(String... texts) {
    List<String> lines = new ArrayList<>();
    for (String text : texts) {
      String formatted;
      try {
        formatted = String.format(Locale.ROOT, text);
      } catch (IllegalFormatException e) {
        formatted = text;
      }
      for (String line : Ansi.OFF.string(formatted).split("\n", -1)) {
        lines.add(line.stripTrailing());
      }
    }
    return lines;
  }
}
