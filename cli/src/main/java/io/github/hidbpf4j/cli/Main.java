package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.evdev.KernelEvdevCommand;
import io.github.hidbpf4j.cli.file.OutputFiles;
import io.github.hidbpf4j.cli.selftests.BenchmarkVerifierCommand;
import io.github.hidbpf4j.cli.selftests.ExplanationsCommand;
import io.github.hidbpf4j.cli.selftests.KernelSelftestsCommand;
import io.github.hidbpf4j.cli.selftests.VerifierFuzzCommand;
import io.github.hidbpf4j.cli.traces.KernelTracesCommand;
import io.github.hidbpf4j.time.Ticker;
import io.github.hidbpf4j.time.Workers;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
  /**
   * The verbs in the order in which the usage message lists them, by the names that they have. Made
   * when they are needed, so that the classes of the others are not even loaded.
   */
  private static final Map<String, Supplier<Object>> VERBS = verbs();

  private static Map<String, Supplier<Object>> verbs() {
    Map<String, Supplier<Object>> m = new LinkedHashMap<>();
    m.put("run", RunCommand::new);
    m.put("verify", VerifyCommand::new);
    m.put("inspect", InspectCommand::new);
    m.put("disasm", DisasmCommand::new);
    m.put("descriptor", DescriptorCommand::new);
    m.put("btf", BtfCommand::new);
    m.put("api-reference", ApiReferenceCommand::new);
    m.put("kernel-traces", KernelTracesCommand::new);
    m.put("kernel-evdev", KernelEvdevCommand::new);
    m.put("make-recording", MakeRecordingCommand::new);
    m.put("kernel-selftests", KernelSelftestsCommand::new);
    m.put("explanations", ExplanationsCommand::new);
    m.put("benchmark-verifier", BenchmarkVerifierCommand::new);
    m.put("verifier-fuzz", VerifierFuzzCommand::new);
    m.put("help", HelpCommand::new);
    return m;
  }

  /** Starts the command and ends the process with its exit code. */
  public static void main(String[] args) {
    useOneLocale();
    Console console = ofProcess();
    Workers.onFailure(e -> end(console, e));
    int code = execute(console, args);
    // Returning is the shorter way: all threads that may be left are daemons, and exit() looks
    // for a logger first.
    if (code != Errors.FINE) {
      System.exit(code);
    }
  }

  /**
   * What is printed is read by programs, too: the same digits everywhere. And looking up those of
   * any other locale takes longer than verifying a small object. All categories: {@link
   * java.io.PrintWriter#printf} goes by none.
   */
  static void useOneLocale() {
    Locale.setDefault(Locale.US);
  }

  /**
   * The process's streams. Nobody waits for a command whose output goes nowhere, so that one ends,
   * unless it writes a file.
   */
  private static Console ofProcess() {
    Console[] console = new Console[1];
    Runnable end =
        () -> {
          if (!OutputFiles.isAnyOpen()) {
            // Not here: whoever prints may hold what others need to end.
            Ticker _ =
                new Ticker(1, 1, () -> System.exit(Errors.checkOutput(console[0], Errors.FINE)));
          }
        };
    console[0] = Console.ofProcess(end);
    return console[0];
  }

  /** Runs a command to its end; returns its exit code. */
  public static int execute(String[] args) {
    return execute(Console.ofProcess(), args);
  }

  /** The same with these streams. */
  static int execute(Console console, String[] args) {
    int code;
    try {
      Integer plain = PlainCall.run(console, args);
      code =
          plain == null
              ? commandLineFor(args).setOut(console.out()).setErr(console.err()).execute(args)
              : plain;
    } catch (Error e) {
      // Neither of them takes these for its business.
      console.out().flush();
      code = Errors.report(e, console.err());
      console.err().flush();
    }
    return Errors.checkOutput(console, code);
  }

  /**
   * A thread of which nobody waits for the end has failed: who waits for what it does waits for
   * ever.
   */
  private static void end(Console console, Throwable e) {
    int code = Errors.report(e, console.err());
    console.err().flush();
    Runtime.getRuntime().halt(code);
  }

  /** The command with its verbs and its way to report errors. */
  public static CommandLine commandLine() {
    return commandLine(VERBS.keySet());
  }

  /**
   * The same with only the verb that the arguments name, when they begin with one: reading the
   * options of all verbs takes a third of the time that a short command does.
   */
  static CommandLine commandLineFor(String[] args) {
    return args.length > 0 && VERBS.containsKey(args[0])
        ? commandLine(List.of(args[0]))
        : commandLine();
  }

  private static CommandLine commandLine(Collection<String> verbs) {
    CommandLine commandLine = new CommandLine(new Main());
    for (String verb : verbs) {
      commandLine.addSubcommand(verb, Objects.requireNonNull(VERBS.get(verb)).get());
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
