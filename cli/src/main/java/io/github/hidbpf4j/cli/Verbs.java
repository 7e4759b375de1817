package io.github.hidbpf4j.cli;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import picocli.CommandLine;

/** A picocli command with its verbs, and our error reporting. */
public final class Verbs {
  private final Supplier<Object> command;
  private final Map<String, Supplier<Object>> verbs;

  /**
   * Creates a command.
   *
   * @param command makes the command without its verbs
   * @param verbs creates the verbs, by their names, in the order in which the usage message lists
   *     them. Each is created only when it is needed, so that the classes of the others are not
   *     even loaded
   */
  public Verbs(Supplier<Object> command, Map<String, Supplier<Object>> verbs) {
    this.command = command;
    this.verbs = new LinkedHashMap<>(verbs);
  }

  /** The command with all its verbs. */
  public CommandLine commandLine() {
    return commandLine(verbs.keySet());
  }

  /**
   * The command with only the verb that the arguments name, if they begin with one: reading the
   * options of all verbs takes a third of the time of a short command.
   */
  CommandLine commandLineFor(String[] args) {
    return args.length > 0 && verbs.containsKey(args[0])
        ? commandLine(List.of(args[0]))
        : commandLine();
  }

  /** Runs what the arguments ask for, and returns its exit code. */
  int execute(Console console, String[] args) {
    return commandLineFor(args).setOut(console.out()).setErr(console.err()).execute(args);
  }

  private CommandLine commandLine(Collection<String> names) {
    CommandLine commandLine = new CommandLine(command.get());
    for (String name : names) {
      commandLine.addSubcommand(name, Objects.requireNonNull(verbs.get(name)).get());
    }
    String[] version = commandLine.getCommandSpec().version();
    for (CommandLine verb : commandLine.getSubcommands().values()) {
      verb.getCommandSpec().version(version);
    }
    commandLine.setExecutionExceptionHandler(Errors::handle);
    commandLine.setParameterExceptionHandler(Errors::usage);
    commandLine.setUsageHelpAutoWidth(true);
    return commandLine;
  }
}
