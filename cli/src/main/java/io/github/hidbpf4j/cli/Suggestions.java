package io.github.hidbpf4j.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What somebody may have meant who misspelled a verb or an option. */
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
    String closest = closest(word, verbs);
    return "no verb '%s': %s"
        .formatted(
            word,
            closest == null
                ? "expected one of " + String.join(", ", verbs)
                : "did you mean '" + closest + "'?");
  }

  private static String noOption(String option, CommandSpec spec) {
    String closest = option.length() < 3 ? null : closest(name(option), names(spec));
    return "Unknown option: '%s'%s"
        .formatted(option, closest == null ? "" : "; did you mean '" + closest + "'?");
  }

  /**
   * The first option among the arguments that there is not: what is missing otherwise may be
   * missing because of it.
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

  /** The word that differs least; null if all differ by more than a slip or three. */
  static @Nullable String closest(String word, Collection<String> words) {
    String closest = null;
    int least = Math.min(3, 1 + word.length() / 4) + 1;
    for (String each : words) {
      int distance =
          each.length() > 2 && each.startsWith(word) && word.length() > 2
              ? 1
              : distance(word, each);
      if (distance < least) {
        least = distance;
        closest = each;
      }
    }
    return closest;
  }

  /** Letters put in, left out, changed, or swapped with the next. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(d[i - 1][j], d[i][j - 1]) + 1;
        least = Math.min(least, d[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, d[i - 2][j - 2] + 1);
        }
        d[i][j] = least;
      }
    }
    return d[a.length()][b.length()];
  }
}
