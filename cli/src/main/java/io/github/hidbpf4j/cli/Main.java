package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.selftests.BenchmarkVerifierCommand;
import io.github.hidbpf4j.cli.selftests.KernelSelftestsCommand;
import io.github.hidbpf4j.cli.selftests.VerifierFuzzCommand;
import io.github.hidbpf4j.cli.traces.KernelTracesCommand;
import java.util.List;
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
    })
public final class Main {
  /** The verbs in the order in which the usage message lists them; {@link #verb} makes them. */
  static final List<String> VERBS =
      List.of(
          "run",
          "verify",
          "inspect",
          "disasm",
          "descriptor",
          "btf",
          "api-reference",
          "kernel-traces",
          "make-recording",
          "kernel-selftests",
          "benchmark-verifier",
          "verifier-fuzz");

  /** Starts the command and ends the process with its exit code. */
  public static void main(String[] args) {
    int code = commandLineFor(args).execute(args);
    // Returning is the shorter way: all threads that may be left are daemons, and exit() looks
    // for a logger first.
    if (code != Errors.FINE) {
      System.exit(code);
    }
  }

  /** The command with its verbs and its way to report errors. */
  public static CommandLine commandLine() {
    return commandLine(VERBS);
  }

  /**
   * The same with only the verb that the arguments name, when they begin with one: reading the
   * options of all verbs takes a third of the time that a short command does.
   */
  public static CommandLine commandLineFor(String[] args) {
    return args.length > 0 && VERBS.contains(args[0])
        ? commandLine(List.of(args[0]))
        : commandLine();
  }

  private static CommandLine commandLine(List<String> verbs) {
    CommandLine commandLine = new CommandLine(new Main());
    for (String verb : verbs) {
      commandLine.addSubcommand(verb, verb(verb));
    }
    commandLine.setExecutionExceptionHandler(Errors::handle);
    commandLine.setParameterExceptionHandler(Errors::usage);
    commandLine.setUsageHelpAutoWidth(true);
    return commandLine;
  }

  /** A new command object, so that the classes of the other verbs are not even loaded. */
  private static Object verb(String name) {
    return switch (name) {
      case "run" -> new RunCommand();
      case "verify" -> new VerifyCommand();
      case "inspect" -> new InspectCommand();
      case "disasm" -> new DisasmCommand();
      case "descriptor" -> new DescriptorCommand();
      case "btf" -> new BtfCommand();
      case "api-reference" -> new ApiReferenceCommand();
      case "kernel-traces" -> new KernelTracesCommand();
      case "make-recording" -> new MakeRecordingCommand();
      case "kernel-selftests" -> new KernelSelftestsCommand();
      case "benchmark-verifier" -> new BenchmarkVerifierCommand();
      case "verifier-fuzz" -> new VerifierFuzzCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }
}
