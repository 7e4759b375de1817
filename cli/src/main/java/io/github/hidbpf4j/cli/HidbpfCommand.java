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

  /** The command with all its verbs: its model. */
  public static CommandLine commandLine() {
    return VERBS.commandLine();
  }

  private static Map<String, Supplier<Object>> verbs() {
    Map<String, Supplier<Object>> m = new LinkedHashMap<>();
    m.put("new", NewCommand::new);
    m.put("run", RunCommand::new);
    m.put("test", TestCommand::new);
    m.put("verify", VerifyCommand::new);
    m.put("lint", LintCommand::new);
    m.put("explain", ExplainCommand::new);
    m.put("inspect", InspectCommand::new);
    m.put("disasm", DisasmCommand::new);
    m.put("descriptor", DescriptorCommand::new);
    m.put("btf", BtfCommand::new);
    m.put("make-recording", MakeRecordingCommand::new);
    m.put("list", ListCommand::new);
    m.put("record", RecordCommand::new);
    m.put("attach", AttachCommand::new);
    m.put("detach", DetachCommand::new);
    m.put("install", InstallCommand::new);
    m.put("uninstall", UninstallCommand::new);
    m.put("daemon", DaemonCommand::new);
    m.put("status", StatusCommand::new);
    m.put("doctor", DoctorCommand::new);
    m.put("help", HelpCommand::new);
    return m;
  }
}
