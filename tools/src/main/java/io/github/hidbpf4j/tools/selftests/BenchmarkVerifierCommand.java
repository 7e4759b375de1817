package io.github.hidbpf4j.tools.selftests;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scripts/benchmark-verifier}. */
@Command(
    name = "benchmark-verifier",
    mixinStandardHelpOptions = true,
    description = {
      "Measures how fast the verifier is on the programs of the kernel's verifier selftests.",
      "Cold is the first verification of a program in this process, warm the median of later ones.",
      "Times are those that the verifying thread had a CPU: other load does not count, nor do garbage collection and compilation.",
    })
public final class BenchmarkVerifierCommand implements Callable<Integer> {
  private static final int LARGE = 100_000;

  /** Programs of at most so many instructions are compared between two profiles. */
  private static final int MOST_COMPARED = 3000;

  @Spec CommandSpec spec;

  @Mixin StickOptions stick = new StickOptions();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "30",
      description = "Verifications of each program; of large ones a fifth. 30 if not given.")
  int rounds;

  @Option(names = "--all", description = "Print a line for every program, not only the slowest.")
  boolean all;

  @Option(
      names = "--against",
      paramLabel = "PROFILE",
      description = {
        "Verify each program under this profile as well, in turns, and print how many times as long that of --kernel takes.",
      })
  @Nullable String against;

  private static final class Measured {
    final String name;
    final LinkedProgram program;
    final ApiProfile profile;
    final int flags;
    final List<Long> nanos = new ArrayList<>();
    int instructions;

    Measured(String name, LinkedProgram program, ApiProfile profile, int flags) {
      this.name = name;
      this.program = program;
      this.profile = profile;
      this.flags = flags;
    }

    double coldMicros() {
      return nanos.getFirst() / 1e3;
    }

    double warmMicros() {
      List<Long> later = nanos.subList(nanos.size() / 2, nanos.size());
      return median(later.stream().mapToDouble(n -> n / 1e3).toArray());
    }
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    StickPrograms programs = stick.programs();
    StickPrograms others = against == null ? null : stick.programs(against);
    List<Measured> measured = new ArrayList<>();
    List<Measured> compared = new ArrayList<>();
    int failed = 0;
    for (StickEntry entry : stick.entries()) {
      try {
        Measured first = measured(entry, programs);
        Measured second = others == null ? null : measured(entry, others);
        measured.add(first);
        if (second != null) {
          compared.add(second);
        }
      } catch (BpfException _) {
        failed++;
      }
    }
    if (measured.isEmpty()) {
      out.println("no program of the stick is wanted");
      return 1;
    }
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    for (int round = 0; round < Math.max(2, rounds); round++) {
      // Whoever comes second finds the program in the processor's caches: in turns.
      boolean swapped = others != null && round % 2 != 0;
      for (int i = 0; i < measured.size(); i++) {
        measure((swapped ? compared : measured).get(i), clock, round);
        if (others != null) {
          measure((swapped ? measured : compared).get(i), clock, round);
        }
      }
    }
    print(out, measured, failed);
    if (others != null) {
      compare(out, measured, compared);
    }
    return 0;
  }

  private static Measured measured(StickEntry entry, StickPrograms programs) throws IOException {
    return new Measured(
        entry.name(),
        programs.program(entry),
        programs.profile(entry),
        entry.flags() | PathVerification.F_TEST_REG_INVARIANTS);
  }

  private void measure(Measured m, ThreadMXBean clock, int round) {
    if (m.instructions >= LARGE && (round % 5 >= 2 || round >= rounds / 2 + 2)) {
      return;
    }
    long start = clock.getCurrentThreadCpuTime();
    PathVerification.Result result = PathVerification.verify(m.program, m.profile, m.flags, 0);
    m.nanos.add(clock.getCurrentThreadCpuTime() - start);
    m.instructions = result.processed();
  }

  /** Prints the ratio of what programs took under two profiles. */
  private void compare(PrintWriter out, List<Measured> measured, List<Measured> compared) {
    long instructions = compared.stream().mapToLong(m -> m.instructions).sum();
    total(out, against + ", cold", compared, instructions, Measured::coldMicros);
    total(out, against + ", warm", compared, instructions, Measured::warmMicros);
    List<Integer> small = new ArrayList<>();
    for (int i = 0; i < measured.size(); i++) {
      if (Math.max(measured.get(i).instructions, compared.get(i).instructions) <= MOST_COMPARED) {
        small.add(i);
      }
    }
    small.sort(Comparator.comparingDouble(i -> ratio(measured.get(i), compared.get(i))));
    if (all) {
      for (int i : small) {
        Measured m = measured.get(i);
        out.printf(
            "%-64s %9d %12.1f %12.1f %10.2f%n",
            m.name,
            m.instructions,
            m.warmMicros(),
            compared.get(i).warmMicros(),
            ratio(m, compared.get(i)));
      }
    }
    double[] ratios =
        small.stream().mapToDouble(i -> ratio(measured.get(i), compared.get(i))).toArray();
    double sum = small.stream().mapToDouble(i -> measured.get(i).warmMicros()).sum();
    double other = small.stream().mapToDouble(i -> compared.get(i).warmMicros()).sum();
    out.printf(
        "%s takes %.2f times as long as %s (median of %d programs of up to %d instructions; %.2f times in all)%n",
        stick.kernel, median(ratios), against, small.size(), MOST_COMPARED, sum / other);
    out.flush();
  }

  private static double ratio(Measured one, Measured other) {
    return one.warmMicros() / other.warmMicros();
  }

  private void print(PrintWriter out, List<Measured> measured, int failed) {
    List<Measured> sorted = new ArrayList<>(measured);
    sorted.sort(Comparator.comparingDouble(Measured::warmMicros).reversed());
    out.printf(
        "%-64s %9s %12s %12s %10s %12s%n",
        "program", "insns", "cold us", "warm us", "ns/insn", "insns/s");
    sorted.stream()
        .limit(all ? sorted.size() : 12)
        .forEach(
            m ->
                out.printf(
                    "%-64s %9d %12.1f %12.1f %10.1f %12.0f%n",
                    m.name,
                    m.instructions,
                    m.coldMicros(),
                    m.warmMicros(),
                    m.warmMicros() * 1e3 / Math.max(1, m.instructions),
                    m.instructions / m.warmMicros() * 1e6));
    long instructions = measured.stream().mapToLong(m -> m.instructions).sum();
    long small = measured.stream().filter(m -> m.instructions < LARGE).count();
    out.printf(
        "%d programs (%d of them below %d instructions), %d instructions; not linked: %d%n",
        measured.size(), small, LARGE, instructions, failed);
    total(out, "cold", measured, instructions, Measured::coldMicros);
    total(out, "warm", measured, instructions, Measured::warmMicros);
    out.flush();
  }

  private static void total(
      PrintWriter out,
      String name,
      List<Measured> measured,
      long instructions,
      ToDoubleFunction<Measured> micros) {
    double sum = measured.stream().mapToDouble(micros).sum();
    double median = median(measured.stream().mapToDouble(micros).toArray());
    out.printf(
        "%s: %.1f ms in all, %.0f instructions a second, %.1f us for the median program%n",
        name, sum / 1e3, instructions / sum * 1e6, median);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int n = values.length;
    return n == 0 ? 0 : (values[(n - 1) / 2] + values[n / 2]) / 2;
  }
}
