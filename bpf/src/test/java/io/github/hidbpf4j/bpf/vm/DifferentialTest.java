package io.github.hidbpf4j.bpf.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Disassembler;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random programs give the same R0, the same memory and the same calls of helpers on both engines.
 * {@code -Dhidbpf4j.random.programs=N} sets how many (2,000 in CI), {@code
 * -Dhidbpf4j.random.seed=S} the first seed.
 */
class DifferentialTest {
  private static final int PROGRAMS = Integer.getInteger("hidbpf4j.random.programs", 2_000);
  private static final long SEED = Long.getLong("hidbpf4j.random.seed", 0);

  /** Every so many programs, one runs often enough to be compiled by HotSpot. */
  private static final int LONG_EVERY = 1000;

  /** An engine with memory for a program. */
  private static final class Side {
    private final ArenaMemory memory = ArenaMemory.heap(18);
    private final Machine machine;
    private final Engine engine;
    private final long data = memory.allocate(RandomProgram.MEMORY, "data");
    private final List<String> notes = new ArrayList<>();

    Side(Engine engine) {
      this.engine = engine;
      machine =
          Machine.builder(memory, new CountingScheduler())
              .engine(engine)
              .helper(RandomProgram.HELPER_CALLBACK, Side::callBack)
              .helper(
                  RandomProgram.HELPER_NOTE,
                  (run, a, b, c, d, e) -> {
                    if (notes.size() < 100) {
                      notes.add("%x %x %x %x %x".formatted(a, b, c, d, e));
                    }
                    return a ^ 31 * b ^ 37 * c ^ 41 * d ^ 43 * e;
                  })
              .build();
    }

    private static long callBack(
        io.github.hidbpf4j.bpf.helper.RunContext run, long f, long p, long c, long d, long e) {
      long sum = 0;
      for (int i = 0; i < 3; i++) {
        sum = sum * 31 + run.invoke(f, p, i, 0, 0, 0);
      }
      return sum;
    }

    /** What a run did, as text; the program must not fault. */
    String outcome(VerifiedProgram program, byte[] input, int runs) {
      try (Executable e = machine.load(program, List.of())) {
        assertThat(e.isCompiled()).isEqualTo(engine == Engine.COMPILED);
        long r0 = 0;
        for (int i = 0; i < runs; i++) {
          memory.putBytes(data, input);
          notes.clear();
          r0 = e.run(data);
        }
        return "%x %s %s"
            .formatted(
                r0, HexFormat.of().formatHex(memory.getBytes(data, RandomProgram.MEMORY)), notes);
      } catch (RuntimeException e) {
        return e.toString();
      }
    }
  }

  private final Side interpreter = new Side(Engine.INTERPRETER);
  private final Side compiler = new Side(Engine.COMPILED);

  private boolean agree(RandomProgram program, byte[] input, int runs) {
    VerifiedProgram p = program.assemble();
    String expected = interpreter.outcome(p, input, runs);
    return expected.equals(compiler.outcome(p, input, runs));
  }

  private static byte[] input(long seed) {
    byte[] bytes = new byte[RandomProgram.MEMORY];
    new SplittableRandom(~seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void enginesAgree() {
    for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
      RandomProgram program = RandomProgram.of(seed);
      int runs = seed % LONG_EVERY == 0 ? 3000 : 1;
      if (!agree(program, input(seed), runs)) {
        throw new AssertionError(
            "seed %d:%n%s"
                .formatted(seed, report(shrink(program, input(seed), runs), input(seed), runs)));
      }
    }
  }

  /** The programs are not all trivial, and few fault. */
  @Test
  void programsAreWorthRunning() {
    int faults = 0;
    List<String> seen = new ArrayList<>();
    for (long seed = 0; seed < 200; seed++) {
      String outcome = interpreter.outcome(RandomProgram.of(seed).assemble(), input(seed), 1);
      faults += outcome.contains("Exception") ? 1 : 0;
      seen.add(outcome);
    }
    assertThat(faults).isZero();
    assertThat(seen.stream().distinct().count()).isGreaterThan(195);
  }

  private RandomProgram shrink(RandomProgram program, byte[] input, int runs) {
    RandomProgram best = program;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (int f = 0; f < best.functions().size(); f++) {
        // The first unit sets the registers, the last one is the exit.
        for (int u = best.functions().get(f).units().size() - 2; u > 0; u--) {
          RandomProgram next = best.without(f, u);
          if (!agree(next, input, runs)) {
            best = next;
            smaller = true;
          }
        }
      }
    }
    return best;
  }

  private String report(RandomProgram program, byte[] input, int runs) {
    VerifiedProgram p = program.assemble();
    return String.format(
        Locale.ROOT,
        "%s%ninterpreter: %s%ncompiler:    %s",
        String.join(
            System.lineSeparator(),
            new Disassembler(Disassembler.Form.ASSEMBLY).lines(p.instructions())),
        interpreter.outcome(p, input, runs),
        compiler.outcome(p, input, runs));
  }

  @Test
  void shrinkingKeepsJumpsWhole() {
    RandomProgram program = RandomProgram.of(7);
    int units = program.functions().getFirst().units().size();
    RandomProgram smaller = program;
    for (int u = units - 2; u > 0; u--) {
      smaller = smaller.without(0, u);
      assertThat(interpreter.outcome(smaller.assemble(), input(7), 1)).doesNotContain("Exception");
    }
    assertThat(smaller.functions().getFirst().units()).hasSize(2);
  }
}
