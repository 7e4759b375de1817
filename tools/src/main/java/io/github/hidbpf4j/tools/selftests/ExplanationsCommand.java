package io.github.hidbpf4j.tools.selftests;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scripts/explanations}. */
@Command(
    name = "explanations",
    mixinStandardHelpOptions = true,
    description = {
      "Lists what the authors of the refused programs of the kernel's verifier selftests are told: by message, which causes it had, and what is said for each.",
      "STICK and OBJECTS as for kernel-selftests. Exits with 1 when something is said that the verifier's state contradicts, or a cause was not recognised.",
    })
public final class ExplanationsCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin StickOptions stick = new StickOptions();

  @Option(names = "--all", description = "Every program, not one for each cause.")
  boolean all;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    StickPrograms programs = stick.programs();
    ExplanationReport report = new ExplanationReport();
    for (StickEntry entry : stick.entries()) {
      if (entry.accepted()) {
        continue;
      }
      try {
        report.add(
            entry.name(),
            programs.program(entry),
            programs.profile(entry),
            entry.flags() | PathVerification.F_TEST_REG_INVARIANTS,
            programs.object(entry).poisoned().getOrDefault(entry.program(), Map.of()));
      } catch (BpfException e) {
        out.println(entry.name() + ": not linked: " + e.getMessage());
      }
    }
    report.print(out, all);
    out.flush();
    return report.contradictions().isEmpty() && report.unexplained().isEmpty() ? 0 : 1;
  }
}
