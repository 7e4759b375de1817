package io.github.hidbpf4j.benchmarks;

import io.github.hidbpf4j.bpf.program.Engine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Prints the cost of a report on the event path by the thread's CPU time, the minimum of many
 * rounds: unlike wall-clock time, this is reproducible while others use the machine. Each row is
 * the median of three processes, since HotSpot does not always generate the same code.
 *
 * <pre>EventPathRounds [ROUNDS]</pre>
 */
public final class EventPathRounds {
  private static final List<String> PROGRAMS = List.of("none", "empty", "empty8", "wheel");
  private static final int PROCESSES = 3;
  private static final int REPORTS = 100_000;
  private static final long WARM_UP_NANOS = 3_000_000_000L;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private EventPathRounds() {}

  /** Runs the benchmark; with a row's name and engine, one process for that row. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
    if (arguments.length == 3) {
      System.out.println(least(arguments[1], Engine.valueOf(arguments[2]), rounds));
      // There is no need to wait for the clock's thread.
      System.exit(0);
    }
    System.out.printf(
        Locale.ROOT, "%-12s %-12s %12s %20s%n", "programs", "engine", "ns/report", "processes");
    for (Engine engine : new Engine[] {Engine.COMPILED, Engine.INTERPRETER}) {
      for (String programs : PROGRAMS) {
        double[] found = new double[PROCESSES];
        for (int i = 0; i < PROCESSES; i++) {
          found[i] = process(rounds, programs, engine);
        }
        Arrays.sort(found);
        System.out.printf(
            Locale.ROOT,
            "%-12s %-12s %12.1f %20s%n",
            programs,
            engine.name().toLowerCase(Locale.ROOT),
            found[PROCESSES / 2],
            String.format(Locale.ROOT, "%.1f to %.1f", found[0], found[PROCESSES - 1]));
      }
    }
  }

  private static double process(int rounds, String programs, Engine engine)
      throws IOException, InterruptedException {
    return Double.parseDouble(
        OwnProcess.line(
            EventPathRounds.class,
            List.of("-XX:+UseSerialGC"),
            List.of(String.valueOf(rounds), programs, engine.name())));
  }

  private static double least(String programs, Engine engine, int rounds) throws IOException {
    EventRig rig = new EventRig(engine);
    rig.attachAll(programs);
    rig.open();
    long start = THREADS.getCurrentThreadCpuTime();
    while (THREADS.getCurrentThreadCpuTime() - start < WARM_UP_NANOS) {
      double _ = round(rig);
    }
    double least = Double.MAX_VALUE;
    for (int i = 0; i < rounds; i++) {
      least = Math.min(least, round(rig));
    }
    if (rig.read == 0) {
      throw new IllegalStateException("no report came to the reader");
    }
    return least;
  }

  private static double round(EventRig rig) {
    long before = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < REPORTS; i++) {
      int ret = rig.report(i);
      if (ret != 0) {
        throw new IllegalStateException("report refused: " + ret);
      }
    }
    return (THREADS.getCurrentThreadCpuTime() - before) / (double) REPORTS;
  }
}
