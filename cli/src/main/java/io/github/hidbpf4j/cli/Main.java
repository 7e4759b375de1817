package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.selftests.KernelSelftestsCommand;
import io.github.hidbpf4j.cli.traces.KernelTracesCommand;
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
      "  1   a program was rejected or faulted, or a comparison found a difference",
      "  2   malformed input",
      "  64  wrong usage",
      "  70  internal error",
    },
    subcommands = {
      RunCommand.class,
      VerifyCommand.class,
      InspectCommand.class,
      DisasmCommand.class,
      DescriptorCommand.class,
      BtfCommand.class,
      KernelTracesCommand.class,
      MakeRecordingCommand.class,
      KernelSelftestsCommand.class,
    })
public final class Main {
  /** Starts the command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command with its verbs and its way to report errors. */
  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setExecutionExceptionHandler(Errors::handle);
    commandLine.setParameterExceptionHandler(Errors::usage);
    commandLine.setUsageHelpAutoWidth(true);
    return commandLine;
  }
}
