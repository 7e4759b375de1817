package io.github.hidbpf4j.tools.mutation;

import io.github.hidbpf4j.time.Workers;
import io.github.hidbpf4j.tools.mutation.MutationCheck.Mutant;
import io.github.hidbpf4j.tools.mutation.MutationCheck.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code scripts/mutation-check}. */
@Command(
    name = "mutate-tests",
    mixinStandardHelpOptions = true,
    description = {
      "Changes one instruction of a fix at a time, and looks whether the tests beside it notice.",
      "Of the mutants that the verifier accepts those count that do something else, in replays of the recordings and of random reports, with and without the device models: what is observed from outside, independently of the tests.",
      "Objects without a recording of their device are left out. Exits with 1 when fewer are caught than asked for.",
    })
public final class MutateTestsCommand implements Callable<Integer> {
  /** How many mutants of an object are tested together. */
  private static final int CHUNK = 8;

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "Folder with tests, searched with all below it.")
  Path folder = Path.of(".");

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many mutants that behave otherwise. Default: ${DEFAULT-VALUE}.")
  int count;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides which mutants, and which random reports. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--least",
      paramLabel = "PERCENT",
      defaultValue = "95",
      description = "How many have to be caught. Default: ${DEFAULT-VALUE}.")
  int least;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Mutants to test at a time. Default: the number of processors.")
  int jobs = Runtime.getRuntime().availableProcessors();

  @Option(names = "--all", description = "Print mutants that are caught as well.")
  boolean all;

  private int refused;
  private int equivalent;
  private int caught;
  private int escaped;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<MutationCheck> checks = new ArrayList<>();
    for (Path object : objects()) {
      MutationCheck check = MutationCheck.of(object, seed);
      if (check == null) {
        continue;
      }
      if (!check.passes()) {
        throw new IOException(object + ": its tests fail as it is: see hidbpf test");
      }
      checks.add(check);
    }
    if (checks.isEmpty()) {
      throw new IOException(folder + ": no object with a recording of its device beside it");
    }
    // Objects take turns, so that each has the same share, whatever its size.
    int[] next = new int[checks.size()];
    boolean left = true;
    while (left && caught + escaped < count) {
      left = false;
      for (int i = 0; i < checks.size(); i++) {
        List<Mutant> mutants = checks.get(i).mutants();
        int end = Math.min(next[i] + CHUNK, mutants.size());
        if (next[i] < end) {
          left = true;
          test(checks.get(i), mutants.subList(next[i], end), out);
          next[i] = end;
        }
      }
    }
    int counted = caught + escaped;
    out.printf(
        "%d objects, seed %d: %d mutants that behave otherwise, %d caught (%.1f %%), %d escaped; %d refused, %d equivalent as far as known%n",
        checks.size(),
        seed,
        counted,
        caught,
        counted == 0 ? 0 : 100.0 * caught / counted,
        escaped,
        refused,
        equivalent);
    out.flush();
    return counted > 0 && 100L * caught >= (long) least * counted ? 0 : 1;
  }

  private List<Path> objects() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(".bpf.o")).sorted().toList();
    }
  }

  /** Tests some in parallel; reports the results in order. */
  private void test(MutationCheck check, List<Mutant> mutants, PrintWriter out) throws IOException {
    AtomicReferenceArray<Verdict> verdicts = new AtomicReferenceArray<>(mutants.size());
    AtomicInteger taken = new AtomicInteger();
    Workers.run(
        Math.clamp(jobs, 1, mutants.size()),
        () -> {
          for (int i = taken.getAndIncrement(); i < mutants.size(); i = taken.getAndIncrement()) {
            verdicts.set(i, check.verdict(mutants.get(i)));
          }
        });
    for (int i = 0; i < mutants.size() && caught + escaped < count; i++) {
      switch (verdicts.get(i)) {
        case REFUSED -> refused++;
        case EQUIVALENT -> equivalent++;
        case CAUGHT -> caught++;
        case ESCAPED -> escaped++;
      }
      if (verdicts.get(i) == Verdict.ESCAPED || all && verdicts.get(i) == Verdict.CAUGHT) {
        out.printf(
            "%s  %s: %s%n",
            verdicts.get(i) == Verdict.ESCAPED ? "escaped" : "caught ",
            check.object().getFileName(),
            mutants.get(i));
        out.flush();
      }
    }
  }
}
