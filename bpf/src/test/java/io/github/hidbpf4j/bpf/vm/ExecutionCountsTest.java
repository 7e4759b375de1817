package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.Programs.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What engines count of what they execute. */
class ExecutionCountsTest {
  private static final int JGT_K = 0x25;
  private static final int JSLT32_K = 0xc6;

  private static List<Long> executed(ExecutionCounts counts) {
    return IntStream.range(0, counts.program().instructions().size())
        .mapToObj(counts::executed)
        .toList();
  }

  private static Machine.Builder counting(Engine engine) {
    return machine().engine(engine).countExecution(true);
  }

  private static ExecutionCounts run(Engine engine, VerifiedProgram program, long... arguments) {
    Machine machine = counting(engine).build();
    try (Executable e = machine.load(program, List.of())) {
      for (long argument : arguments) {
        e.run(argument);
      }
    }
    return machine.executionCounts().getFirst();
  }

  @Test
  void nothingIsCountedUnlessAsked() {
    Machine machine = machine().build();
    machine.load(program(mov(0, 0), exit()), List.of()).run(0);
    assertThat(machine.executionCounts()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void sidesOfJumpsAreCounted(Engine engine) {
    ExecutionCounts counts =
        run(
            engine,
            program(
                mov(0, 0),
                insn(JGT_K, 1, 0, 1, 5), // if r1 > 5 skip
                mov(0, 1),
                insn(JSLT32_K, 1, 0, 1, 0), // if (s32) r1 < 0 skip
                add(0, 2),
                exit()),
            1,
            2,
            6,
            0xffff_ffffL);
    assertThat(executed(counts)).containsExactly(4L, 4L, 2L, 4L, 3L, 4L);
    assertThat(counts.isBranch(1)).isTrue();
    assertThat(counts.isBranch(2)).isFalse();
    assertThat(counts.jumped(1)).isEqualTo(2);
    assertThat(counts.fellThrough(1)).isEqualTo(2);
    assertThat(counts.jumped(3)).isEqualTo(1);
    assertThat(counts.fellThrough(3)).isEqualTo(3);
  }

  /** Unrolled where nothing is counted. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void loopsAreCountedByIteration(Engine engine) {
    ExecutionCounts counts =
        run(
            engine,
            program(
                mov(0, 0), add(0, 1), insn(JNE_K, 0, 0, -2, 1000), insn(JA, 0, 0, 0, 0), exit()),
            0,
            0);
    assertThat(executed(counts)).containsExactly(2L, 2000L, 2000L, 2L, 2L);
    assertThat(counts.jumped(2)).isEqualTo(1998);
    assertThat(counts.fellThrough(2)).isEqualTo(2);
  }

  /** A jump to the next instruction has two sides all the same. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void jumpThatLeadsNowhereIsCounted(Engine engine) {
    ExecutionCounts counts =
        run(engine, program(mov(0, 0), insn(JEQ_K, 1, 0, 0, 7), exit()), 7, 7, 8);
    assertThat(counts.jumped(1)).isEqualTo(2);
    assertThat(counts.fellThrough(1)).isEqualTo(1);
  }

  /** What a helper ends is not executed any further. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void whatFollowsAFaultIsNotExecuted(Engine engine) {
    Machine machine =
        counting(engine)
            .helper(
                1,
                (run, a, b, c, d, e) -> {
                  throw new BpfException("no");
                })
            .build();
    Executable program = machine.load(program(mov(0, 0), helper(1), mov(0, 1), exit()), List.of());
    assertThatThrownBy(() -> program.run(0)).hasMessageContaining("no");
    assertThat(executed(machine.executionCounts().getFirst())).containsExactly(1L, 1L, 0L, 0L);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void budgetIsTheSame(Engine engine) {
    for (boolean counts : new boolean[] {false, true}) {
      Machine machine = machine().engine(engine).countExecution(counts).budget(99).build();
      for (int last : new int[] {100, 101}) {
        Executable program =
            machine.load(
                program(mov(0, 0), add(0, 1), insn(JNE_K, 0, 0, -2, last), exit()), List.of());
        if (last == 100) {
          assertThat(program.run(0)).isEqualTo(100);
        } else {
          assertThatThrownBy(() -> program.run(0)).hasMessageContaining("still running after 99");
        }
      }
    }
  }

  /** Programs change engines as they get hot, in the middle of runs too. */
  @Test
  void countsGoOnWhenAProgramIsCompiled() {
    Machine machine = counting(Engine.AUTO).compileOn(Runnable::run).build();
    Executable program =
        machine.load(program(mov(0, 0), insn(JEQ_K, 1, 0, 1, 3), mov(0, 1), exit()), List.of());
    for (int i = 0; i < 1000; i++) {
      program.run(i % 4);
    }
    assertThat(program.isCompiled()).isTrue();
    assertThat(executed(machine.executionCounts().getFirst()))
        .containsExactly(1000L, 1000L, 750L, 1000L);
  }

  /** Each program that is loaded counts for itself, also when it is gone. */
  @Test
  void loadedProgramsCountEach() {
    Machine machine = counting(Engine.INTERPRETER).build();
    VerifiedProgram program = program(mov(0, 0), exit());
    try (Executable first = machine.load(program, List.of())) {
      first.run(0);
      first.run(0);
    }
    Executable second = machine.load(program, List.of());
    second.run(0);
    assertThat(machine.executionCounts().stream().map(c -> c.executed(0))).containsExactly(2L, 1L);
  }

  // ---- random programs

  private static String counted(Engine engine, VerifiedProgram program, byte[] input, int runs) {
    ArenaMemory memory = ArenaMemory.heap(18);
    long data = memory.allocate(RandomProgram.MEMORY, "data");
    Machine machine =
        Machine.builder(memory, new CountingScheduler())
            .engine(engine)
            .compileOn(Runnable::run)
            .countExecution(true)
            .helper(
                RandomProgram.HELPER_CALLBACK,
                (run, f, p, c, d, e) -> run.invoke(f, p, 1, 0, 0, 0) + run.invoke(f, p, 2, 0, 0, 0))
            .helper(RandomProgram.HELPER_NOTE, (run, a, b, c, d, e) -> a ^ 31 * b)
            .build();
    try (Executable e = machine.load(program, List.of())) {
      for (int i = 0; i < runs; i++) {
        memory.putBytes(data, input);
        e.run(data);
      }
    }
    ExecutionCounts counts = machine.executionCounts().getFirst();
    List<String> lines = new ArrayList<>();
    List<Instruction> slots = program.instructions();
    for (int slot = 0; slot < slots.size(); slot++) {
      lines.add(
          "%d: %d %d %d"
              .formatted(
                  slot, counts.executed(slot), counts.jumped(slot), counts.fellThrough(slot)));
    }
    return String.join("\n", lines);
  }

  @Test
  void enginesCountAlike() {
    for (long seed = 0; seed < Integer.getInteger("hidbpf4j.random.programs", 2_000) / 4; seed++) {
      VerifiedProgram program = RandomProgram.of(seed).assemble();
      byte[] input = new byte[RandomProgram.MEMORY];
      new SplittableRandom(seed).nextBytes(input);
      String interpreted = counted(Engine.INTERPRETER, program, input, 2);
      assertThat(counted(Engine.COMPILED, program, input, 2))
          .as("seed %d", seed)
          .isEqualTo(interpreted);
      if (seed % 10 == 0) {
        assertThat(counted(Engine.AUTO, program, input, 70))
            .as("seed %d, auto", seed)
            .isEqualTo(counted(Engine.INTERPRETER, program, input, 70));
      }
    }
  }
}
