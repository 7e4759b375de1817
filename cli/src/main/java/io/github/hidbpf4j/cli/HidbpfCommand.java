package io.github.hidbpf4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code hidbpf} command and its verbs. */
@Command(
    name = "hidbpf",
    mixinStandardHelpOptions = true,
    version = CommandProcess.VERSION,
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
public final class HidbpfCommand {
  /** The command with its verbs. */
  static final Verbs VERBS = new Verbs(HidbpfCommand::new, verbs());

  HidbpfCommand() {}

  /** The picocli model of the command with all its verbs. */
  public static CommandLine commandLine() {
    return VERBS.commandLine();
  }

  /**
   * The verbs by name. Written as lambdas, not as {@code NewCommand::new}: creating such a
   * reference loads the class.
   */
  private static Map<String, Supplier<Object>> verbs() {
    Map<String, Supplier<Object>> m = new LinkedHashMap<>();
    m.put("new", () -> new NewCommand());
    m.put("run", () -> new RunCommand());
    m.put("test", () -> new TestCommand());
    m.put("verify", () -> new VerifyCommand());
    m.put("lint", () -> new LintCommand());
    m.put("explain", () -> new ExplainCommand());
    m.put("inspect", () -> new InspectCommand());
    m.put("disasm", () -> new DisasmCommand());
    m.put("descriptor", () -> new DescriptorCommand());
    m.put("btf", () -> new BtfCommand());
    m.put("make-recording", () -> new MakeRecordingCommand());
    m.put("list", () -> new ListCommand());
    m.put("record", () -> new RecordCommand());
    m.put("attach", () -> new AttachCommand());
    m.put("detach", () -> new DetachCommand());
    m.put("install", () -> new InstallCommand());
    m.put("uninstall", () -> new UninstallCommand());
    m.put("daemon", () -> new DaemonCommand());
    m.put("status", () -> new StatusCommand());
    m.put("doctor", () -> new DoctorCommand());
    m.put("help", () -> new HelpCommand());
    return m;
  }
}
