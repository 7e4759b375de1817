package io.github.hidbpf4j.benchmarks;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prints the costs of runs of programs on both engines and natively, and the ratios. Native code is
 * called from C, as a kernel does, and from Java, where a downcall costs some nanoseconds. Compiled
 * code runs without and with the jump budget of replays and live devices. Each row has processes of
 * its own, since HotSpot does not always generate the same code, and its profile of one program
 * must not affect the code for another; the process with the median ratio is shown. Programs are
 * trusted, not verified: profile {@code raw} does not limit their memory.
 *
 * <pre>EngineRatios [--rounds N] [--forks N] [--only PROGRAM]... [FOLDER]</pre>
 */
public final class EngineRatios {
  /** Programs of this project that are not part of the mean. */
  private static final Set<String> APART = Set.of("helper_calls", "empty");

  private static final String ONE = "--one";
  private static final int FROM_C = 0;
  private static final int FROM_JAVA = 1;
  private static final int COMPILED = 2;
  private static final int INTERPRETED = 3;

  private int rounds = 15;
  private int forks = 3;
  private final List<String> only = new ArrayList<>();
  private @Nullable Path folder;

  /** In a child process: a program, with or without a budget. */
  private @Nullable String one;

  private boolean budget;

  private EngineRatios(String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--forks" -> forks = Integer.parseInt(arguments[++i]);
        case "--only" -> only.add(arguments[++i]);
        case ONE -> {
          one = arguments[++i];
          budget = Boolean.parseBoolean(arguments[++i]);
        }
        default -> folder = Path.of(arguments[i]);
      }
    }
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws Throwable {
    new EngineRatios(arguments).run();
  }

  private EngineKernels kernels() throws IOException, InterruptedException {
    Path own = Path.of(System.getProperty("hidbpf4j.root", "."), "benchmarks/src/main/c");
    return folder == null ? EngineKernels.own(own) : EngineKernels.of(folder, own);
  }

  private void run() throws Throwable {
    try (EngineKernels kernels = kernels();
        Arena arena = Arena.ofConfined()) {
      if (one != null) {
        double[] ns =
            new EngineRound(kernels.program(one), kernels.library(arena), arena, budget, !budget)
                .measure(rounds);
        for (double n : ns) {
          System.out.print(n + " ");
        }
        System.out.println();
        return;
      }
      print(only.isEmpty() ? kernels.names() : only);
    }
  }

  private void print(List<String> programs) throws IOException, InterruptedException {
    System.out.printf(
        Locale.ROOT,
        "%-14s %10s %10s %10s %10s %11s   %s%n",
        "ns a run",
        "from C",
        "from Java",
        "compiled",
        "budget",
        "interpreted",
        "to native from Java: compiled, budget, interpreted; to native from C: budget");
    double[] logs = new double[4];
    int counted = 0;
    for (String name : programs) {
      double[] plain = median(name, false);
      double[] limited = median(name, true);
      double[] ratios = {
        plain[COMPILED] / plain[FROM_JAVA],
        limited[COMPILED] / limited[FROM_JAVA],
        plain[INTERPRETED] / plain[FROM_JAVA],
        limited[COMPILED] / limited[FROM_C]
      };
      System.out.printf(
          Locale.ROOT,
          "%-14s %10.2f %10.2f %10.2f %10.2f %11.2f   %s%n",
          name,
          plain[FROM_C],
          plain[FROM_JAVA],
          plain[COMPILED],
          limited[COMPILED],
          plain[INTERPRETED],
          words(ratios));
      if (folder != null || !APART.contains(name)) {
        for (int i = 0; i < logs.length; i++) {
          logs[i] += Math.log(ratios[i]);
        }
        counted++;
      }
    }
    double[] means = new double[logs.length];
    for (int i = 0; i < logs.length; i++) {
      means[i] = Math.exp(logs[i] / counted);
    }
    System.out.printf(Locale.ROOT, "%-69s   %s%n", "geometric mean of " + counted, words(means));
  }

  private static String words(double[] ratios) {
    return String.format(
        Locale.ROOT, "%5.2f %5.2f %6.1f; %5.2f", ratios[0], ratios[1], ratios[2], ratios[3]);
  }

  /** The times of the process with the median ratio of compiled to native code. */
  private double[] median(String name, boolean limited) throws IOException, InterruptedException {
    List<double[]> all = new ArrayList<>();
    for (int fork = 0; fork < forks; fork++) {
      all.add(inAnotherProcess(name, limited));
    }
    all.sort(Comparator.comparingDouble(ns -> ns[COMPILED] / ns[FROM_JAVA]));
    return all.get(forks / 2);
  }

  private double[] inAnotherProcess(String name, boolean limited)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of("--rounds", Integer.toString(rounds), ONE, name, Boolean.toString(limited)));
    if (folder != null) {
      arguments.add(folder.toString());
    }
    String line = OwnProcess.line(EngineRatios.class, List.of(), arguments);
    String[] words = line.strip().split("\\s+");
    double[] ns = new double[words.length];
    for (int i = 0; i < ns.length; i++) {
      ns[i] = Double.parseDouble(words[i]);
    }
    return ns;
  }
}
