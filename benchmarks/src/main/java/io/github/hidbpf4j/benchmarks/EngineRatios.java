package io.github.hidbpf4j.benchmarks;

import io.github.hidbpf4j.bpf.elf.ElfFile;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.runtime.BareProgram;
import io.github.hidbpf4j.bpf.verifier.BenchmarkProgram;
import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.time.VirtualClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Prints what runs of the benchmark programs cost on both engines and natively, and the ratios:
 * measured in turns on one thread, by its CPU time; the least of the rounds, as other work on the
 * machine only adds. Each program has processes of its own, of which the one with the median of the
 * ratios to native is shown; with {@code -Dhidbpf4j.together=true} all share one, as programs of
 * one kernel do. The programs are trusted, not verified: profile {@code raw} knows no bounds of
 * their memory.
 *
 * <pre>EngineRatios [ROUNDS [PROGRAM...]]</pre>
 */
public final class EngineRatios {
  private static final List<String> PROGRAMS =
      List.of(
          "arithmetic",
          "checksum",
          "hid_rewrite",
          "sieve",
          "quicksort",
          "siphash",
          "division",
          "helper_calls",
          "empty");

  /** The last two are looked at on their own. */
  private static final int SEVEN = 7;

  /** Processes for a program: HotSpot does not make the same code each time. */
  private static final int FORKS = 3;

  private static final int MEMORY = 1 << 16;
  private static final int HELPER = 1000;
  private static final long SAMPLE_NANOS = 8_000_000;
  private static final long WARM_UP_NANOS = Long.getLong("hidbpf4j.warmup", 2_000_000_000L);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Something that runs and returns R0. */
  private interface Contestant {
    long run(long n) throws Throwable;
  }

  private EngineRatios() {}

  /** What a program costs: nanoseconds natively, compiled and interpreted. */
  private record Row(String program, double[] ns) {
    private static Row parse(String line) {
      String[] words = line.strip().split("\\s+");
      double[] ns = new double[3];
      for (int i = 0; i < 3; i++) {
        ns[i] = Double.parseDouble(words[i + 1]);
      }
      return new Row(words[0], ns);
    }

    double ratio(int engine) {
      return ns[engine] / ns[0];
    }

    void print() {
      System.out.printf(
          Locale.ROOT,
          "%-13s %10.2f %10.2f %10.2f %9.3f %9.1f%n",
          program,
          ns[0],
          ns[1],
          ns[2],
          ratio(1),
          ratio(2));
    }
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Throwable {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 11;
    if (arguments.length == 2 || Boolean.getBoolean("hidbpf4j.together")) {
      for (String name : arguments.length == 2 ? List.of(arguments[1]) : PROGRAMS) {
        here(name, rounds).print();
      }
      System.err.printf("(sum of results %x)%n", sink);
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "%-13s %10s %10s %10s %9s %9s%n",
        "program",
        "native ns",
        "compiled",
        "interpr.",
        "c/native",
        "i/native");
    double[] logs = new double[3];
    int seven = 0;
    for (String name :
        arguments.length > 1 ? Arrays.asList(arguments).subList(1, arguments.length) : PROGRAMS) {
      List<Row> rows = new ArrayList<>();
      for (int fork = 0; fork < FORKS; fork++) {
        rows.add(inAnotherProcess(name, rounds));
      }
      rows.sort(Comparator.comparingDouble(r -> r.ratio(1)));
      Row row = rows.get(FORKS / 2);
      row.print();
      if (PROGRAMS.indexOf(name) < SEVEN) {
        logs[1] += Math.log(row.ratio(1));
        logs[2] += Math.log(row.ratio(2));
        seven++;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-13s %10s %10s %10s %9.3f %9.1f%n",
        "geo. mean of " + seven,
        "",
        "",
        "",
        Math.exp(logs[1] / seven),
        Math.exp(logs[2] / seven));
  }

  /**
   * As JMH does it: what HotSpot learns of one program is not to change what it makes of another.
   */
  private static Row inAnotherProcess(String name, int rounds)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(EngineRatios.class.getName(), Integer.toString(rounds), name));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String line;
    try (BufferedReader out = process.inputReader()) {
      line = out.readLine();
    }
    if (process.waitFor() != 0 || line == null) {
      throw new IOException(String.join(" ", command) + ": failed; run it to see why");
    }
    return Row.parse(line);
  }

  private static Row here(String name, int rounds) throws Throwable {
    Path root = Path.of(System.getProperty("hidbpf4j.root", "."));
    Path sources = root.resolve("benchmarks/src/main/c");
    ElfFile object =
        ElfFile.read("programs.bpf.o", Files.readAllBytes(sources.resolve("programs.bpf.o")));
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup library = SymbolLookup.libraryLookup(build(sources), arena);
      return new Row(name, measure(object, library, name, rounds, arena));
    }
  }

  private static Path build(Path sources) throws IOException, InterruptedException {
    Path library = Files.createTempFile("hidbpf4j-native", ".so");
    library.toFile().deleteOnExit();
    Process gcc =
        new ProcessBuilder("gcc", "-O2", "-shared", "-fPIC", "-o", library.toString(), "programs.c")
            .directory(sources.toFile())
            .inheritIO()
            .start();
    if (gcc.waitFor() != 0) {
      throw new IOException("gcc failed on " + sources.resolve("programs.c"));
    }
    return library;
  }

  private static byte[] input() {
    byte[] bytes = new byte[MEMORY];
    new SplittableRandom(1).nextBytes(bytes);
    bytes[0] = 7;
    return bytes;
  }

  private static Contestant engine(Engine kind, LinkedProgram program) {
    ArenaMemory memory =
        Boolean.getBoolean("hidbpf4j.heap") ? ArenaMemory.heap(20) : ArenaMemory.mapped(20);
    Machine machine =
        Machine.builder(memory, new VirtualClock(0))
            .engine(kind)
            .budget(Boolean.getBoolean("hidbpf4j.counted") ? 1L << 32 : Long.MAX_VALUE)
            .countExecution(Boolean.getBoolean("hidbpf4j.coverage"))
            .helper(HELPER, (run, a, b, c, d, e) -> a + 3)
            .build();
    long address = memory.allocate(MEMORY, "memory");
    memory.putBytes(address, input());
    Executable e = machine.load(BenchmarkProgram.of(program), List.of());
    if (kind == Engine.COMPILED && !e.isCompiled()) {
      throw new IllegalStateException(e.interpretedBecause());
    }
    return n -> e.run(address, n);
  }

  private static Contestant nativeCode(SymbolLookup library, String name, Arena arena) {
    MethodHandle handle =
        Linker.nativeLinker()
            .downcallHandle(
                library.findOrThrow(name),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    MemorySegment memory = arena.allocate(MEMORY, 64);
    memory.copyFrom(MemorySegment.ofArray(input()));
    return n -> (long) handle.invokeExact(memory, n);
  }

  /** Nanoseconds of native, compiled, interpreted: the least of all rounds. */
  private static double[] measure(
      ElfFile object, SymbolLookup library, String name, int rounds, Arena arena) throws Throwable {
    byte[] code = object.data(object.section("bpf/" + name).orElseThrow());
    LinkedProgram program = BareProgram.of(name, BareProgram.decode(code));
    List<Contestant> contestants =
        List.of(
            nativeCode(library, name, arena),
            engine(Engine.COMPILED, program),
            engine(Engine.INTERPRETER, program));
    int[] batches = new int[3];
    for (int i = 0; i < 3; i++) {
      Contestant c = contestants.get(i);
      for (long n = 0; n < 50; n++) {
        if (c.run(n) != contestants.getFirst().run(n)) {
          throw new IllegalStateException(name + ": engines disagree with native code");
        }
      }
      long start = THREADS.getCurrentThreadCpuTime();
      while (THREADS.getCurrentThreadCpuTime() - start < WARM_UP_NANOS / (i == 0 ? 8 : 1)) {
        sample(c, 100);
      }
      double first = sample(c, 1000);
      double ns = Math.max(0.5, Math.min(first, sample(c, 1000)));
      batches[i] = (int) Math.max(1, SAMPLE_NANOS / ns);
    }
    double[][] ns = new double[3][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < 3; i++) {
        ns[i][round] = sample(contestants.get(i), batches[i]);
      }
    }
    double[] least = new double[3];
    for (int i = 0; i < 3; i++) {
      least[i] = Arrays.stream(ns[i]).min().orElseThrow();
    }
    return least;
  }

  /** Sum of all results: printed, so that no run can be left out. */
  private static long sink;

  private static double sample(Contestant c, int runs) throws Throwable {
    long before = THREADS.getCurrentThreadCpuTime();
    long sum = 0;
    for (int i = 0; i < runs; i++) {
      sum += c.run(i & 7);
    }
    sink += sum;
    return (THREADS.getCurrentThreadCpuTime() - before) / (double) runs;
  }
}
