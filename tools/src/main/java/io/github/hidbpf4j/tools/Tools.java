package io.github.hidbpf4j.tools;

import io.github.hidbpf4j.cli.CommandProcess;
import io.github.hidbpf4j.cli.Verbs;
import io.github.hidbpf4j.tools.evdev.KernelEvdevCommand;
import io.github.hidbpf4j.tools.fuzz.VerifierFuzzCommand;
import io.github.hidbpf4j.tools.hunt.HuntCommand;
import io.github.hidbpf4j.tools.live.LiveTestsCommand;
import io.github.hidbpf4j.tools.manual.ManualCommand;
import io.github.hidbpf4j.tools.mutation.MutateTestsCommand;
import io.github.hidbpf4j.tools.reference.ApiReferenceCommand;
import io.github.hidbpf4j.tools.reference.UsageHeadersCommand;
import io.github.hidbpf4j.tools.results.KernelResultsCommand;
import io.github.hidbpf4j.tools.selftests.BenchmarkVerifierCommand;
import io.github.hidbpf4j.tools.selftests.ExplanationsCommand;
import io.github.hidbpf4j.tools.selftests.KernelSelftestsCommand;
import io.github.hidbpf4j.tools.traces.KernelTracesCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the {@code hidbpf-tools} command, which the scripts call. */
@Command(
    name = "hidbpf-tools",
    mixinStandardHelpOptions = true,
    version = CommandProcess.VERSION,
    description = {
      "Compares hidbpf4j with real kernels, searches for faults in it, and writes what is made from its tables.",
    },
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    optionListHeading = "%nOptions:%n")
public final class Tools {
  private static final Verbs VERBS = new Verbs(Tools::new, verbs());

  private Tools() {}

  private static Map<String, Supplier<Object>> verbs() {
    Map<String, Supplier<Object>> m = new LinkedHashMap<>();
    m.put("kernel-selftests", KernelSelftestsCommand::new);
    m.put("kernel-traces", KernelTracesCommand::new);
    m.put("kernel-evdev", KernelEvdevCommand::new);
    m.put("live-tests", LiveTestsCommand::new);
    m.put("kernel-results", KernelResultsCommand::new);
    m.put("explanations", ExplanationsCommand::new);
    m.put("verifier-fuzz", VerifierFuzzCommand::new);
    m.put("verifier-hunt", HuntCommand::new);
    m.put("benchmark-verifier", BenchmarkVerifierCommand::new);
    m.put("mutate-tests", MutateTestsCommand::new);
    m.put("api-reference", ApiReferenceCommand::new);
    m.put("usage-headers", UsageHeadersCommand::new);
    m.put("manual", ManualCommand::new);
    return m;
  }

  /** Starts the command and ends the process with its exit code. */
  public static void main(String[] args) {
    CommandProcess.run(VERBS, args);
  }

  /** The command with its verbs. */
  public static CommandLine commandLine() {
    return VERBS.commandLine();
  }
}
