package io.github.hidbpf4j.tools.manual;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Completion in fish: a line for each verb and option. */
final class FishCompletion {
  private FishCompletion() {}

  static String of(CommandLine command) {
    String name = command.getCommandName();
    StringBuilder out = new StringBuilder("# Made from the command's own model.\n");
    for (CommandLine verb : CommandModel.verbs(command)) {
      out.append(
          "complete -c %s -f -n __fish_use_subcommand -a %s -d %s\n"
              .formatted(
                  name,
                  verb.getCommandName(),
                  quoted(
                      CommandModel.firstSentence(
                          CommandModel.description(verb.getCommandSpec())))));
    }
    for (OptionSpec option : CommandModel.allOptions(command.getCommandSpec())) {
      option(out, name + " -n __fish_use_subcommand", option);
    }
    for (CommandLine verb : CommandModel.verbs(command)) {
      String condition = name + " -n '__fish_seen_subcommand_from " + verb.getCommandName() + "'";
      for (OptionSpec option : CommandModel.allOptions(verb.getCommandSpec())) {
        option(out, condition, option);
      }
    }
    return out.toString();
  }

  private static void option(StringBuilder out, String condition, OptionSpec option) {
    out.append("complete -c ").append(condition);
    for (String optionName : option.names()) {
      if (optionName.startsWith("--")) {
        out.append(" -l ").append(optionName.substring(2));
      } else {
        out.append(optionName.length() == 2 ? " -s " : " -o ").append(optionName.substring(1));
      }
    }
    if (CommandModel.needsValue(option)) {
      List<String> values = CommandModel.values(option);
      if (CommandModel.isFile(option)) {
        out.append(" -r -F");
      } else if (values.isEmpty()) {
        out.append(" -x");
      } else {
        out.append(" -x -a ").append(quoted(String.join(" ", values)));
      }
    }
    out.append(" -d ")
        .append(quoted(CommandModel.firstSentence(CommandModel.description(option))))
        .append('\n');
  }

  static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
