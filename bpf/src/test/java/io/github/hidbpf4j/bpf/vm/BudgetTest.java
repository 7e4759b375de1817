package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.Programs.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.helper.RunContext;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every engine cuts a run at the same place, with the same message and the same memory: random
 * programs with random budgets. {@code -Dhidbpf4j.random.programs=N} sets how many (300 in CI),
 * {@code -Dhidbpf4j.random.seed=S} the first seed.
 */
class BudgetTest {
  private static final int PROGRAMS = Integer.getInteger("hidbpf4j.random.programs", 300);
  private static final long SEED = Long.getLong("hidbpf4j.random.seed", 0);
  private static final int HELPER_REPEAT = 102;

  /** Ways to run programs. */
  enum Way {
    INTERPRETED(Engine.INTERPRETER),
    OBSERVED(Engine.INTERPRETER),
    COMPILED(Engine.COMPILED),
    AUTO(Engine.AUTO);

    private final Engine engine;

    Way(Engine engine) {
      this.engine = engine;
    }
  }

  /** The most that {@link #HELPER_REPEAT} calls its callback. */
  private static final long MOST_REPEATS = 1 << 23;

  private static final String CUT = "jumps backwards and callbacks, the limit of a run";

  /** The outcome of some runs: result or error, memory after each. */
  private static String outcome(VerifiedProgram program, byte[] input, Way way, long budget) {
    ArenaMemory memory = ArenaMemory.heap(18);
    long data = memory.allocate(RandomProgram.MEMORY, "data");
    List<String> notes = new ArrayList<>();
    Machine.Builder builder =
        Machine.builder(memory, new CountingScheduler())
            .engine(way.engine)
            .budget(budget)
            .compileOn(Runnable::run)
            .helper(RandomProgram.HELPER_CALLBACK, BudgetTest::callBack)
            .helper(
                RandomProgram.HELPER_NOTE,
                (run, a, b, c, d, e) -> {
                  notes.add("%x %x".formatted(a, b));
                  return a ^ 31 * b;
                })
            .helper(HELPER_REPEAT, BudgetTest::repeat);
    if (way == Way.OBSERVED) {
      builder.observer((p, slot, frame, registers) -> {});
    }
    StringBuilder text = new StringBuilder();
    try (Executable e = builder.build().load(program, List.of())) {
      // A program that is compiled at some time is so from another run on than the first.
      for (int i = 0; i < 3; i++) {
        memory.putBytes(data, input);
        notes.clear();
        try {
          text.append(Long.toHexString(e.run(data)));
        } catch (ExecutionException x) {
          text.append(x.getMessage());
        }
        text.append(' ')
            .append(HexFormat.of().formatHex(memory.getBytes(data, RandomProgram.MEMORY)))
            .append(notes)
            .append('\n');
      }
    }
    return text.toString();
  }

  private static long callBack(RunContext run, long f, long p, long c, long d, long e) {
    long sum = 0;
    for (int i = 0; i < 3; i++) {
      sum = sum * 31 + run.invoke(f, p, i, 0, 0, 0);
    }
    return sum;
  }

  private static long repeat(RunContext run, long times, long f, long p, long d, long e) {
    for (long i = 0; i < Math.min(times, MOST_REPEATS); i++) {
      long _ = run.invoke(f, i, p, 0, 0, 0);
    }
    return times;
  }

  private static Map<Way, String> outcomes(VerifiedProgram program, byte[] input, long budget) {
    Map<Way, String> all = new EnumMap<>(Way.class);
    for (Way way : Way.values()) {
      all.put(way, outcome(program, input, way, budget));
    }
    return all;
  }

  @Test
  void enginesCutAtTheSamePlace() {
    int cut = 0;
    for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
      SplittableRandom random = new SplittableRandom(~seed);
      byte[] input = new byte[RandomProgram.MEMORY];
      random.nextBytes(input);
      long budget = random.nextInt(1 << 1 + random.nextInt(7));
      VerifiedProgram program = RandomProgram.of(seed).assemble();
      Map<Way, String> all = outcomes(program, input, budget);
      String expected = all.getOrDefault(Way.INTERPRETED, "");
      assertThat(all.values())
          .as("seed %d, budget %d: %s", seed, budget, all)
          .containsOnly(expected);
      cut += expected.contains(CUT) ? 1 : 0;
    }
    assertThat(cut).as("runs that were cut").isBetween(PROGRAMS / 8, PROGRAMS * 7 / 8);
  }

  /** A search, which compiled code does several steps at a time. */
  @Test
  void searchesAreCountedStepByStep() {
    // r3 = the first of 64 bytes that is 1: r1 + 0, r1 + 1, ...
    VerifiedProgram search =
        program(
            movx(2, 1),
            mov(0, 0),
            insn(LDXB, 3, 2, 0, 0),
            add(2, 1),
            add(0, 1),
            insn(JNE_K, 3, 0, -4, 1),
            insn(STXDW, 1, 0, 128, 0),
            exit());
    for (int at = 0; at < 12; at++) {
      byte[] input = new byte[RandomProgram.MEMORY];
      input[at] = 1;
      for (long budget = 0; budget < 14; budget++) {
        Map<Way, String> all = outcomes(search, input, budget);
        assertThat(all.values().stream().distinct()).as("%d of %d: %s", budget, at, all).hasSize(1);
        assertThat(all.getOrDefault(Way.COMPILED, "").contains(CUT))
            .as("%d of %d: %s", budget, at, all)
            .isEqualTo(budget < at);
      }
    }
  }

  /** Places of cuts: heads of loops, calls whose helper calls back. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void messagesNameTheLoopOrTheCall(Way way) {
    byte[] input = new byte[RandomProgram.MEMORY];
    VerifiedProgram loop =
        program(mov(0, 0), mov(2, 0), add(0, 1), add(2, 3), insn(JNE_K, 2, 0, -3, 0), exit());
    assertThat(outcome(loop, input, way, 10)).contains("slot 2 (", "still running after 10 " + CUT);
    VerifiedProgram calls =
        functions(
            slots(
                mov(1, 11),
                load(2, 4, 4, 0),
                movx(3, 10),
                helper(HELPER_REPEAT),
                exit(),
                insn(STXDW, 2, 1, -8, 0),
                mov(0, 0),
                exit()),
            0,
            6);
    assertThat(outcome(calls, input, way, 10))
        .contains("slot 4 (call", "still running after 10 " + CUT);
    assertThat(outcome(calls, input, way, 11)).doesNotContain(CUT).startsWith("b ");
  }

  /** What one loop of Linux's may do at most, every engine does. */
  @ParameterizedTest
  @EnumSource(value = Way.class, names = "OBSERVED", mode = EnumSource.Mode.EXCLUDE)
  void theMostThatOneLoopMayDo(Way way) {
    VerifiedProgram calls =
        functions(
            slots(
                mov(1, 1 << 23),
                load(2, 4, 5, 0),
                movx(3, 10),
                helper(HELPER_REPEAT),
                insn(LDXDW, 0, 10, -8, 0),
                exit(),
                insn(LDXDW, 3, 2, -8, 0),
                add(3, 1),
                insn(STXDW, 2, 3, -8, 0),
                mov(0, 0),
                exit()),
            0,
            7);
    ArenaMemory memory = ArenaMemory.heap(17);
    Machine machine =
        Machine.builder(memory, new CountingScheduler())
            .engine(way.engine)
            .budget(1 << 23)
            .compileOn(Runnable::run)
            .helper(HELPER_REPEAT, BudgetTest::repeat)
            .build();
    try (Executable e = machine.load(calls, List.of())) {
      assertThat(e.run(0)).isEqualTo(1 << 23);
    }
  }
}
