package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.cli.KernelNames;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code scripts/verifier-fuzz}. */
@Command(
    name = "verifier-fuzz",
    mixinStandardHelpOptions = true,
    description = {
      "Runs random programs that the verifier accepts, and looks whether every register and stack slot is what the verifier took it to be.",
      "With --engines: whether they do the same interpreted and compiled.",
      "A program that shows otherwise is printed, as small as it could be made. Exits with 1 when there was one.",
    })
public final class VerifierFuzzCommand implements Callable<Integer> {
  private static final int PROGRESS = 50_000;

  @Spec CommandSpec spec;

  @Parameters(index = "0", paramLabel = "SEED", description = "Seed of the first program.")
  long seed;

  @Parameters(index = "1", paramLabel = "COUNT", description = "How many; seeds are consecutive.")
  long count;

  @Option(
      names = "--engines",
      description =
          "Look instead whether accepted programs do the same interpreted and compiled: R0, memory, calls of helpers.")
  boolean engines;

  @Option(
      names = "--kernel",
      paramLabel = "PROFILE",
      defaultValue = "6.12",
      description = "Profile to verify under, as of hidbpf verify. Default: ${DEFAULT-VALUE}.")
  String kernel = "6.12";

  @Option(names = "--show", description = "Print the programs as well, and check nothing.")
  boolean show;

  @Option(
      names = "--refusals",
      paramLabel = "N",
      defaultValue = "12",
      description = "How many of the reasons for refusals to print.")
  int refusals;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ApiProfile profile = KernelNames.profile(kernel);
    Fuzzer fuzzer = engines ? Fuzzer.ofEngines(profile) : Fuzzer.ofVerifier(profile);
    int bad = 0;
    for (long i = 0; i < count; i++) {
      if (show) {
        out.println("seed " + (seed + i));
        out.println(ProgramGenerator.generate(seed + i, profile).text());
        continue;
      }
      String found = fuzzer.check(seed + i);
      if (found != null) {
        bad++;
        out.println(found);
        out.flush();
      }
      if ((i + 1) % PROGRESS == 0) {
        err.printf(
            "after %d programs, %d of them accepted: %d found%n", i + 1, fuzzer.accepted(), bad);
        err.flush();
      }
    }
    if (!show) {
      out.print(fuzzer.summary());
      out.println("refused for:");
      out.print(fuzzer.refusals(refusals));
      out.println(bad + " of " + count + " programs show a fault");
    }
    out.flush();
    return bad == 0 ? 0 : 1;
  }
}
