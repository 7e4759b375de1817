package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.Programs.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.time.Timer;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Runs that wait, and runs that interrupt others, in virtual time. */
class SchedulingTest {
  private static final int CALLBACK = 8;

  /** Adds 1 to a counter in memory, not atomically; from slot 8 on, adds 10. */
  private static List<Instruction> counting(Instruction between) {
    return slots(
        movx(6, 1),
        insn(LDXDW, 7, 6, 0, 0),
        mov(1, 1000),
        between,
        add(7, 1),
        insn(STXDW, 6, 7, 0, 0),
        mov(0, 0),
        exit(),
        insn(LDXDW, 2, 1, 0, 0), // 8
        add(2, 10),
        insn(STXDW, 1, 2, 0, 0),
        mov(0, 0),
        exit());
  }

  /** The counter after a run of the program during which a timer calls the callback. */
  private static long count(VirtualClock clock, Instruction between, boolean everywhere) {
    ArenaMemory memory = memory();
    Machine.Builder builder =
        Machine.builder(memory, clock)
            .trackStackFrames()
            .helper(1, (run, a, b, c, d, e) -> 0)
            .helper(
                2,
                (run, nanos, b, c, d, e) -> {
                  run.scheduler().sleep(nanos);
                  return 0;
                });
    if (everywhere) {
      builder.preemptEveryInstruction();
    }
    Machine machine = builder.build();
    Executable e = machine.load(functions(counting(between), 0, CALLBACK), List.of());
    long counter = memory.allocate(8, "counter");
    Timer timer =
        clock.newTimer(
            "add ten", () -> machine.runCallback(e.functionAddress(CALLBACK), counter, 0, 0, 0, 0));
    timer.arm(clock.now() + 10);
    clock.call("add one", () -> e.run(counter));
    clock.runUntilIdle();
    return memory.getLong(counter);
  }

  @Test
  void aRunThatSleepsKeepsItsStateWhileAnotherRuns() {
    assertThat(count(new VirtualClock(1), helper(2), false)).as("the timer's 10 is lost").isOne();
    assertThat(count(new VirtualClock(1), helper(1), false)).isEqualTo(11);
  }

  private static List<Long> explore(Instruction between, boolean everywhere) {
    List<Long> results = new ArrayList<>();
    for (long seed = 0; seed < 64; seed++) {
      results.add(count(new VirtualClock(seed, 1000), between, everywhere));
    }
    return results;
  }

  @Test
  void seedsFindTheRaceAtAHelperCall() {
    List<Long> results = explore(helper(1), false);
    assertThat(new TreeSet<>(results)).isEqualTo(Set.of(1L, 11L));
    assertThat(explore(helper(1), false)).isEqualTo(results);
  }

  @Test
  void withoutACallTheRaceNeedsPreemptionAtEveryInstruction() {
    assertThat(explore(mov(3, 0), false)).containsOnly(11L);
    assertThat(new TreeSet<>(explore(mov(3, 0), true))).isEqualTo(Set.of(1L, 11L));
  }
}
