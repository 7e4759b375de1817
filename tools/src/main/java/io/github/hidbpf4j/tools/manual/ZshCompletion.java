package io.github.hidbpf4j.tools.manual;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completion in zsh, for its function {@code _arguments}. */
final class ZshCompletion {
  private ZshCompletion() {}

  static String of(CommandLine command) {
    String name = command.getCommandName();
    StringBuilder out = new StringBuilder();
    out.append("#compdef ").append(name).append('\n');
    out.append("# Made from the command's own model.\n\n");
    out.append("_").append(name).append("() {\n");
    out.append(
        "  local curcontext=$curcontext state line\n  local -a verbs\n  typeset -A opt_args\n");
    call(
        out,
        "  ",
        "_arguments -C",
        options(command.getCommandSpec()),
        ":verb:->verb",
        "*::argument:->rest");
    out.append("  case $state in\n    verb)\n      verbs=(\n");
    for (CommandLine verb : CommandModel.verbs(command)) {
      String description =
          CommandModel.firstSentence(CommandModel.description(verb.getCommandSpec()));
      out.append("        ").append(quoted(verb.getCommandName() + ":" + description)).append('\n');
    }
    out.append("      )\n      _describe -t verbs verb verbs\n      ;;\n");
    out.append(
        "    rest)\n      curcontext=${curcontext%:*}-$words[1]:\n      case $words[1] in\n");
    for (CommandLine verb : CommandModel.verbs(command)) {
      out.append("        ").append(verb.getCommandName()).append(")\n");
      CommandSpec spec = verb.getCommandSpec();
      call(out, "          ", "_arguments", options(spec), parameters(spec));
      out.append("          ;;\n");
    }
    out.append("      esac\n      ;;\n  esac\n}\n\n");
    out.append(
        "if [ \"$funcstack[1]\" = _%s ]; then\n  _%s \"$@\"\nelse\n  compdef _%s %s\nfi\n"
            .formatted(name, name, name, name));
    return out.toString();
  }

  private static void call(
      StringBuilder out, String indent, String function, List<String> options, String... others) {
    List<String> all = new ArrayList<>(options);
    for (String other : others) {
      all.add(quoted(other));
    }
    out.append(indent).append(function);
    for (String argument : all) {
      out.append(" \\\n").append(indent).append("  ").append(argument);
    }
    out.append('\n');
  }

  private static String[] parameters(CommandSpec spec) {
    List<String> all = new ArrayList<>();
    for (PositionalParamSpec parameter : CommandModel.parameters(spec)) {
      String which = CommandModel.isRepeatable(parameter) ? "*" : "";
      all.add(which + ":" + label(parameter) + ":" + action(parameter));
    }
    return all.toArray(String[]::new);
  }

  private static List<String> options(CommandSpec spec) {
    List<String> all = new ArrayList<>();
    for (OptionSpec option : CommandModel.allOptions(spec)) {
      for (String name : CommandModel.names(option)) {
        all.add(quoted(option(option, name)));
      }
    }
    return all;
  }

  private static String option(OptionSpec option, String name) {
    String description =
        CommandModel.firstSentence(CommandModel.description(option))
            .replace("\\", "\\\\")
            .replace("[", "\\[")
            .replace("]", "\\]");
    String others = CommandModel.isRepeatable(option) ? "*" : "";
    if (others.isEmpty() && option.names().length > 1) {
      others = "(" + String.join(" ", option.names()) + ")";
    }
    String value = "";
    if (CommandModel.needsValue(option)) {
      value = ":" + label(option) + ":" + action(option);
    }
    // A long option takes its value after = or as the next word, a short one also directly after
    // it.
    String join = value.isEmpty() ? "" : name.startsWith("--") ? "=" : "+";
    return others + name + join + "[" + description + "]" + value;
  }

  private static String label(ArgSpec argument) {
    return CommandModel.label(argument).replace("\\", "\\\\").replace(":", "\\:");
  }

  private static String action(ArgSpec argument) {
    List<String> values = CommandModel.values(argument);
    if (!values.isEmpty()) {
      return "(" + String.join(" ", values) + ")";
    }
    return CommandModel.isFile(argument) ? "_files" : " ";
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
