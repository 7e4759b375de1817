package io.github.hidbpf4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints how long whole processes take: {@code hidbpf verify} of a small object with and without
 * the AOT cache, replays of two examples, {@code --help}, and {@code java -version}, in turn; the
 * median and the minimum of the rounds.
 *
 * <pre>StartUpTable [ROUNDS]</pre>
 */
public final class StartUpTable {
  private StartUpTable() {}

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 21;
    Path root = EventRig.ROOT.toAbsolutePath();
    String hidbpf = root.resolve("hidbpf").toString();
    String object = root.resolve("testdata/hid-bpf/empty_event.bpf.o").toString();
    Path examples = root.resolve("examples");
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put(
        "java -version",
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version"));
    commands.put("hidbpf verify, with cache", List.of(hidbpf, "verify", object));
    commands.put(
        "hidbpf verify, without", List.of("env", "HIDBPF_CACHE=off", hidbpf, "verify", object));
    commands.put("hidbpf inspect, with cache", List.of(hidbpf, "inspect", object));
    commands.put("hidbpf run, wheel", replay(hidbpf, examples, "a4tech-horizontal-wheel", "wheel"));
    commands.put("hidbpf run, imperator", replay(hidbpf, examples, "imperator-macro", "imperator"));
    commands.put("hidbpf --help", List.of(hidbpf, "--help"));
    double[][] millis = new double[commands.size()][rounds];
    for (int round = -1; round < rounds; round++) {
      int i = 0;
      for (List<String> command : commands.values()) {
        double took = run(command);
        if (round >= 0) {
          millis[i][round] = took;
        }
        i++;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-28s %10s %10s %12s%n",
        "whole process",
        "median ms",
        "best ms",
        "to java -v.");
    int i = 0;
    double[] medians = new double[commands.size()];
    for (String what : commands.keySet()) {
      Arrays.sort(millis[i]);
      medians[i] = millis[i][rounds / 2];
      System.out.printf(
          Locale.ROOT,
          "%-28s %10.0f %10.0f %11.2fx%n",
          what,
          medians[i],
          millis[i][0],
          medians[i] / medians[0]);
      i++;
    }
  }

  private static List<String> replay(String hidbpf, Path examples, String fix, String recording) {
    Path example = examples.resolve(fix);
    return List.of(
        hidbpf,
        "run",
        example.resolve(fix + ".bpf.o").toString(),
        "--device",
        example.resolve(recording + ".hid").toString());
  }

  private static double run(List<String> command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(String.join(" ", command) + ": exit code " + code);
    }
    return (System.nanoTime() - start) / 1e6;
  }
}
