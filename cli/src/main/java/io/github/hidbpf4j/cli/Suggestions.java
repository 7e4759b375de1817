package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.text.NearestWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Suggests what a user may have meant who misspelled a verb or an option. */
final class Suggestions {
  private Suggestions() {}

  /** The line for arguments that the command line does not understand. */
  static String of(CommandLine.ParameterException e, String[] arguments) {
    CommandLine commandLine = e.getCommandLine();
    CommandSpec spec = commandLine.getCommandSpec();
    String option = misspelledOption(spec, arguments);
    if (option != null) {
      return noOption(option, spec);
    }
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String first = unmatched.getUnmatched().getFirst();
      if (first.startsWith("-") && !first.equals("-")) {
        return noOption(first, spec);
      }
      if (!spec.subcommands().isEmpty()) {
        return noVerb(first, commandLine);
      }
    }
    return String.valueOf(e.getMessage());
  }

  static String noVerb(String word, CommandLine all) {
    List<String> verbs =
        all.getSubcommands().entrySet().stream()
            .filter(v -> !v.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .toList();
    String closest = NearestWord.of(word, verbs);
    return "no verb '%s': %s"
        .formatted(
            word,
            closest == null
                ? "expected one of " + String.join(", ", verbs)
                : "did you mean '" + closest + "'?");
  }

  private static String noOption(String option, CommandSpec spec) {
    String closest = option.length() < 3 ? null : NearestWord.of(name(option), names(spec));
    return "Unknown option: '%s'%s"
        .formatted(option, closest == null ? "" : "; did you mean '" + closest + "'?");
  }

  /**
   * The first argument that is an unknown option: if others are reported missing, it may be the
   * cause.
   */
  private static @Nullable String misspelledOption(CommandSpec spec, String[] arguments) {
    List<String> known = names(spec);
    for (String argument : arguments) {
      if (argument.equals("--")) {
        return null;
      }
      if (argument.startsWith("--") && !known.contains(name(argument))) {
        return argument;
      }
    }
    return null;
  }

  private static String name(String argument) {
    int equals = argument.indexOf('=');
    return equals < 0 ? argument : argument.substring(0, equals);
  }

  private static List<String> names(CommandSpec spec) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : spec.options()) {
      names.addAll(List.of(option.names()));
    }
    return names;
  }
}
