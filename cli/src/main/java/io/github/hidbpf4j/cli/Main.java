package io.github.hidbpf4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the {@code hidbpf} command. */
@Command(
    name = "hidbpf",
    mixinStandardHelpOptions = true,
    version = "hidbpf4j 0.1.0-SNAPSHOT",
    description = {
      "Runs HID-BPF programs in user space: replays recordings of devices through them and shows what they do.",
    },
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0   fine",
      "  1   a program was rejected, faulted or not attached, or a comparison found a difference",
      "  2   malformed input",
      "  64  wrong usage",
      "  70  internal error, out of memory or space, or output that cannot be written",
    })
public final class Main {
  private static final Verbs VERBS = new Verbs(Main::new, verbs());

  private static Map<String, Supplier<Object>> verbs() {
    Map<String, Supplier<Object>> m = new LinkedHashMap<>();
    m.put("run", RunCommand::new);
    m.put("verify", VerifyCommand::new);
    m.put("inspect", InspectCommand::new);
    m.put("disasm", DisasmCommand::new);
    m.put("descriptor", DescriptorCommand::new);
    m.put("btf", BtfCommand::new);
    m.put("make-recording", MakeRecordingCommand::new);
    m.put("help", HelpCommand::new);
    return m;
  }

  /** Starts the command and ends the process with its exit code. */
  public static void main(String[] args) {
    CommandProcess.run(console -> execute(console, args));
  }

  /** Runs a command to its end; returns its exit code. */
  public static int execute(String[] args) {
    return execute(Console.ofProcess(), args);
  }

  /** The same with these streams. */
  static int execute(Console console, String[] args) {
    return CommandProcess.execute(
        console,
        streams -> {
          Integer plain = PlainCall.run(streams, args);
          return plain == null ? VERBS.execute(streams, args) : plain;
        });
  }

  /** The command with its verbs and its way to report errors. */
  public static CommandLine commandLine() {
    return VERBS.commandLine();
  }

  /** The same with only the verb that the arguments name, when they begin with one. */
  static CommandLine commandLineFor(String[] args) {
    return VERBS.commandLineFor(args);
  }
}
