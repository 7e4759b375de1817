package io.github.hidbpf4j.tools.selftests;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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

  @Parameters(index = "0", paramLabel = "STICK", description = "What the kernel says.")
  Path stick;

  @Parameters(index = "1", paramLabel = "OBJECTS", description = "Folder with objs and objs-hid.")
  Path objects;

  @Option(
      names = "--kernel-btf",
      paramLabel = "FILE",
      description = "Types of the kernel for objs; OBJECTS/vmlinux.btf if not given.")
  @Nullable Path kernelBtf;

  @Option(
      names = "--only",
      paramLabel = "OBJECT[/PROGRAM]",
      description = "Only this object or program.")
  @Nullable String only;

  @Option(names = "--all", description = "Every program, not one for each cause.")
  boolean all;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    StickPrograms programs = new StickPrograms(objects, kernelBtf);
    ExplanationReport report = new ExplanationReport();
    for (StickEntry entry : StickEntry.read(stick)) {
      if (entry.accepted()
          || only != null && !entry.name().equals(only) && !entry.name().startsWith(only + "/")) {
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
