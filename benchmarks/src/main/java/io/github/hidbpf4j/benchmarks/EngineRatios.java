package io.github.hidbpf4j.benchmarks;

import io.github.hidbpf4j.bpf.elf.ElfFile;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.runtime.BareProgram;
import io.github.hidbpf4j.bpf.vm.Engine;
import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.time.VirtualClock;
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
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Prints what runs of the benchmark programs cost on both engines and natively, and the ratios:
 * measured in turns on one thread, by its CPU time; the least of the rounds, as other work on the
 * machine only adds. The programs are trusted, not verified: profile {@code raw} knows no bounds of
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

  /** Runs it. */
  public static void main(String[] arguments) throws Throwable {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 11;
    List<String> chosen =
        arguments.length > 1 ? Arrays.asList(arguments).subList(1, arguments.length) : PROGRAMS;
    Path root = Path.of(System.getProperty("hidbpf4j.root", "."));
    Path sources = root.resolve("benchmarks/src/main/c");
    ElfFile object =
        ElfFile.read("programs.bpf.o", Files.readAllBytes(sources.resolve("programs.bpf.o")));
    System.out.printf(
        Locale.ROOT,
        "%-13s %10s %10s %10s %9s %9s%n",
        "program",
        "native ns",
        "compiled",
        "interpr.",
        "c/native",
        "i/native");
    double compiledLogs = 0;
    double interpretedLogs = 0;
    int seven = 0;
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup library = SymbolLookup.libraryLookup(build(sources), arena);
      for (String name : chosen) {
        double[] ns = measure(object, library, name, rounds, arena);
        System.out.printf(
            Locale.ROOT,
            "%-13s %10.1f %10.1f %10.1f %9.3f %9.1f%n",
            name,
            ns[0],
            ns[1],
            ns[2],
            ns[3],
            ns[4]);
        if (PROGRAMS.indexOf(name) < 7) {
          compiledLogs += Math.log(ns[3]);
          interpretedLogs += Math.log(ns[4]);
          seven++;
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-13s %10s %10s %10s %9.3f %9.1f%n",
        "geo. mean of " + seven,
        "",
        "",
        "",
        Math.exp(compiledLogs / seven),
        Math.exp(interpretedLogs / seven));
    System.out.printf("(sum of results %x)%n", sink);
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
            .instructionBudget(Boolean.getBoolean("hidbpf4j.counted") ? 1L << 32 : Long.MAX_VALUE)
            .helper(HELPER, (run, a, b, c, d, e) -> a + 3)
            .build();
    long address = memory.allocate(MEMORY, "memory");
    memory.putBytes(address, input());
    Executable e =
        machine.load(
            new VerifiedProgram(
                program, "raw", program.instructions(), program.subprograms(), new BitSet()),
            List.of());
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

  /** Nanoseconds of native, compiled, interpreted: the least of all rounds; their ratios. */
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
    double[] least = new double[5];
    for (int i = 0; i < 3; i++) {
      least[i] = Arrays.stream(ns[i]).min().orElseThrow();
    }
    least[3] = least[1] / least[0];
    least[4] = least[2] / least[0];
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
