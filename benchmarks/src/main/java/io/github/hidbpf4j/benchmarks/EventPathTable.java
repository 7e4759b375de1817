package io.github.hidbpf4j.benchmarks;

import io.github.hidbpf4j.bpf.program.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Prints the cost, allocation and throughput of the event path, measured by JMH; and the time from
 * an object's bytes to the end of its first run.
 *
 * <pre>EventPathTable [FORKS]</pre>
 */
public final class EventPathTable {
  private static final int LOADS = 40;

  private EventPathTable() {}

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws RunnerException, IOException {
    int forks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2;
    firstRuns();
    System.out.println();
    Collection<RunResult> results = results(EventPathBenchmark.class, forks);
    System.out.printf(
        Locale.ROOT,
        "%-12s %-12s %12s %12s %12s%n",
        "programs",
        "engine",
        "ns/report",
        "reports/s",
        "B/report");
    for (RunResult result : results) {
      double nanos = result.getPrimaryResult().getScore();
      Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
      System.out.printf(
          Locale.ROOT,
          "%-12s %-12s %12.1f %,12.0f %12.3f%n",
          result.getParams().getParam("programs"),
          result.getParams().getParam("engine").toLowerCase(Locale.ROOT),
          nanos,
          1e9 / nanos,
          allocated == null ? Double.NaN : allocated.getScore());
    }
    System.out.println();
    inputLayer(forks);
  }

  private static void inputLayer(int forks) throws RunnerException {
    System.out.printf(
        Locale.ROOT, "%-25s %12s %12s %12s%n", "input layer", "ns/report", "reports/s", "B/report");
    for (RunResult result : results(InputLayerBenchmark.class, forks)) {
      double nanos = result.getPrimaryResult().getScore();
      Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
      System.out.printf(
          Locale.ROOT,
          "%-25s %12.1f %,12.0f %12.3f%n",
          result.getParams().getParam("device"),
          nanos,
          1e9 / nanos,
          allocated == null ? Double.NaN : allocated.getScore());
    }
  }

  private static Collection<RunResult> results(Class<?> benchmark, int forks)
      throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(benchmark.getName())
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend(
                    "-XX:+UseSerialGC",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Dhidbpf4j.root=" + EventRig.ROOT)
                .forks(forks)
                .warmupIterations(4)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }

  /** Measures the time from an object's bytes to the end of its program's first run. */
  private static void firstRuns() throws IOException {
    Path object = EventRig.EXAMPLE.resolve("a4tech-horizontal-wheel.bpf.o");
    System.out.printf(Locale.ROOT, "%-25s %12s %12s%n", "load to first run", "first ms", "then ms");
    for (Engine engine : new Engine[] {Engine.INTERPRETER, Engine.COMPILED}) {
      double[] millis = new double[LOADS];
      for (int i = 0; i < LOADS; i++) {
        try (EventRig rig = new EventRig(engine)) {
          rig.open();
          long start = System.nanoTime();
          rig.attach(object);
          int _ = rig.report(i);
          millis[i] = (System.nanoTime() - start) / 1e6;
        }
      }
      double first = millis[0];
      Arrays.sort(millis);
      System.out.printf(
          Locale.ROOT,
          "%-25s %12.1f %12.1f%n",
          engine.name().toLowerCase(Locale.ROOT),
          first,
          millis[LOADS / 2]);
    }
  }
}
