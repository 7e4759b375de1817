package io.github.hidbpf4j.benchmarks;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.verifier.BenchmarkProgram;
import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.time.VirtualClock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Measures one program on both engines and natively, in turns on one thread, by CPU time; the
 * minimum of the rounds counts, since other work on the machine only adds time. Each contestant has
 * memory and a loop of its own, so that a program is called as if it were the only one.
 */
final class EngineRound {
  private static final int MEMORY = 1 << 16;
  private static final int HELPER = 1000;
  private static final int COMPARED = 64;
  private static final long SAMPLE_NANOS = 8_000_000;
  private static final long WARM_UP_NANOS = Long.getLong("hidbpf4j.warmup", 2_000_000_000L);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Runs a program with n from 0 to 7 over and over. */
  private interface Contestant {
    /** The sum of the results. */
    long run(int runs) throws Throwable;
  }

  private final List<Contestant> contestants;

  /** Creates a round with everything that runs the program, in the order of {@link #measure}. */
  EngineRound(
      LinkedProgram program, SymbolLookup library, Arena arena, boolean budget, boolean interpreted)
      throws Throwable {
    String name = program.name();
    contestants =
        interpreted
            ? List.of(
                fromC(EngineKernels.drive(library, name), arena),
                fromJava(EngineKernels.call(library, name), arena),
                compiled(executable(Engine.COMPILED, program, budget)),
                interpreted(executable(Engine.INTERPRETER, program, budget)))
            : List.of(
                fromC(EngineKernels.drive(library, name), arena),
                fromJava(EngineKernels.call(library, name), arena),
                compiled(executable(Engine.COMPILED, program, budget)));
    long expected = contestants.getFirst().run(COMPARED);
    for (Contestant c : contestants.subList(1, contestants.size())) {
      long got = c.run(COMPARED);
      if (got != expected) {
        throw new IllegalStateException(
            "%s: results sum up to %x, natively to %x".formatted(name, got, expected));
      }
    }
  }

  private static byte[] input() {
    byte[] bytes = new byte[MEMORY];
    new SplittableRandom(1).nextBytes(bytes);
    bytes[0] = 7;
    return bytes;
  }

  private static MemorySegment memory(Arena arena) {
    MemorySegment memory = arena.allocate(MEMORY, 64);
    memory.copyFrom(MemorySegment.ofArray(input()));
    return memory;
  }

  private static Contestant fromC(MethodHandle loop, Arena arena) {
    MemorySegment memory = memory(arena);
    return runs -> (long) loop.invokeExact(memory, (long) runs);
  }

  private static Contestant fromJava(MethodHandle call, Arena arena) {
    MemorySegment memory = memory(arena);
    return runs -> {
      long sum = 0;
      for (int i = 0; i < runs; i++) {
        sum += (long) call.invokeExact(memory, (long) (i & 7));
      }
      return sum;
    };
  }

  /** A program and the address of its memory. */
  private record Loaded(Executable program, long memory) {}

  private static Loaded executable(Engine kind, LinkedProgram program, boolean budget) {
    ArenaMemory memory = ArenaMemory.mapped(20);
    Machine.Builder builder =
        Machine.builder(memory, new VirtualClock(0))
            .engine(kind)
            .countExecution(Boolean.getBoolean("hidbpf4j.coverage"))
            .helper(HELPER, (run, a, b, c, d, e) -> a + 3);
    if (!budget) {
      builder.budget(Long.MAX_VALUE);
    }
    long address = memory.allocate(MEMORY, "memory");
    memory.putBytes(address, input());
    Executable e = builder.build().load(BenchmarkProgram.of(program), List.of());
    if (kind == Engine.COMPILED && !e.isCompiled()) {
      throw new IllegalStateException(e.interpretedBecause());
    }
    return new Loaded(e, address);
  }

  // The two loops are separate so that HotSpot's profile of one does not affect the other.

  private static Contestant compiled(Loaded loaded) {
    Executable program = loaded.program();
    long memory = loaded.memory();
    return runs -> {
      long sum = 0;
      for (int i = 0; i < runs; i++) {
        sum += program.run(memory, i & 7);
      }
      return sum;
    };
  }

  private static Contestant interpreted(Loaded loaded) {
    Executable program = loaded.program();
    long memory = loaded.memory();
    return runs -> {
      long sum = 0;
      for (int i = 0; i < runs; i++) {
        sum += program.run(memory, i & 7);
      }
      return sum;
    };
  }

  /** Nanoseconds per run: native called from C, native called from Java, compiled, interpreted. */
  double[] measure(int rounds) throws Throwable {
    int[] batches = new int[contestants.size()];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = warmUp(contestants.get(i), i < 2 ? WARM_UP_NANOS / 8 : WARM_UP_NANOS);
    }
    double[] least = new double[batches.length];
    Arrays.fill(least, Double.MAX_VALUE);
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < batches.length; i++) {
        least[i] = Math.min(least[i], sample(contestants.get(i), batches[i]));
      }
    }
    return least;
  }

  /** Warms up; returns how many runs make a sample. */
  private static int warmUp(Contestant c, long nanos) throws Throwable {
    int runs = 16;
    double ns = Double.MAX_VALUE;
    long start = THREADS.getCurrentThreadCpuTime();
    while (THREADS.getCurrentThreadCpuTime() - start < nanos) {
      ns = Math.max(0.3, Math.min(ns, sample(c, runs)));
      runs = Math.clamp((long) (SAMPLE_NANOS / ns), 16, 2 * runs);
    }
    return (int) Math.max(1, SAMPLE_NANOS / ns);
  }

  /** Sum of all results, kept so that no run is optimised away. */
  @SuppressWarnings("UnusedVariable")
  private static volatile long sink;

  private static double sample(Contestant c, int runs) throws Throwable {
    long before = THREADS.getCurrentThreadCpuTime();
    sink = c.run(runs);
    return (THREADS.getCurrentThreadCpuTime() - before) / (double) runs;
  }
}
