package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.Programs.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.vm.compiler.CompilerInput;
import io.github.hidbpf4j.bpf.vm.compiler.GeneratedClasses;
import io.github.hidbpf4j.bpf.vm.compiler.GeneratedClasses.Method;
import io.github.hidbpf4j.time.VirtualClock;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CompilerTest {
  /** Bytes of bytecode that no method may exceed: far below what HotSpot refuses to compile. */
  private static final int METHOD_BYTES = 6000;

  /** Far below the 130 or so from which JDK 25's C1 has been seen to overflow its stack. */
  private static final int METHOD_ACCESSES = 120;

  private static Machine.Builder compiling() {
    return machine().engine(Engine.COMPILED);
  }

  private static List<Method> methods(VerifiedProgram program) {
    DecodedProgram d = Decoder.decode(machine().build(), 0, program, List.of());
    return GeneratedClasses.methods(
        new CompilerInput(
            "test",
            d.code(),
            d.immediates(),
            d.functions(),
            d.entries(),
            null,
            ArenaMemory.heap(18),
            true,
            true));
  }

  // ---- size of methods

  /** Straight chains of load, compare and branch, add: what made C1 overflow its stack. */
  private static VerifiedProgram chain(int links) {
    List<Instruction> slots = new ArrayList<>(slots(mov(0, 0), mov(3, 0)));
    for (int i = 0; i < links; i++) {
      slots.add(insn(LDXB, 2, 1, i % 64, 0));
      slots.add(insn(0x25, 2, 0, 1, i % 200)); // if r2 > i % 200 skip the addition
      slots.add(addx(0, 2));
    }
    slots.add(exit());
    return program("chain", slots, List.of(), null, new BitSet());
  }

  @Test
  void longChainsAreSplitIntoSmallMethods() {
    for (int links : new int[] {10, 60, 80, 150, 182, 1000, 4000}) {
      List<Method> methods = methods(chain(links));
      assertThat(methods)
          .allSatisfy(
              m -> {
                assertThat(m.bytes()).as("%s of %s links", m, links).isLessThan(METHOD_BYTES);
                assertThat(m.accesses()).as("%s", m).isLessThan(METHOD_ACCESSES);
              });
      assertThat(methods.size()).isGreaterThan(links / 50);
    }
  }

  @Test
  void noConditionalBranchLeadsBackwards() {
    for (long seed = 0; seed < 50; seed++) {
      assertThat(methods(loops(seed)))
          .allSatisfy(m -> assertThat(m.backwardConditions()).as("%s", m).isZero());
    }
  }

  private static VerifiedProgram loops(long seed) {
    return program(
        mov(0, 0),
        mov(2, (int) seed),
        addx(0, 2),
        add(2, -1),
        insn(JNE_K, 2, 0, -3, 0),
        insn(JEQ_K, 0, 0, -6, (int) seed + 1000),
        exit());
  }

  /**
   * In this JVM, through all of HotSpot's tiers: a crash of a compiler thread ends the test run.
   */
  @Test
  void longChainsSurviveHotSpot() {
    Machine machine = compiling().build();
    Machine oracle = machine().build();
    long r1 = machine.memory().allocate(64, "data");
    long r1Oracle = oracle.memory().allocate(64, "data");
    for (int i = 0; i < 64; i++) {
      machine.memory().putByte(r1 + i, (byte) (i * 37));
      oracle.memory().putByte(r1Oracle + i, (byte) (i * 37));
    }
    for (int links : new int[] {60, 133, 150, 182, 700}) {
      Executable compiled = machine.load(chain(links), List.of());
      assertThat(compiled.isCompiled()).isTrue();
      long expected = oracle.load(chain(links), List.of()).run(r1Oracle);
      for (int i = 0; i < 8000; i++) {
        assertThat(compiled.run(r1) == expected).isTrue();
      }
    }
  }

  // ---- what is interpreted

  @Test
  void whatCannotBeCompiledIsInterpreted() {
    Map<String, Machine> machines = new TreeMap<>();
    machines.put(
        "every instruction is observed or a preemption point",
        compiling().observer((p, slot, frame, r) -> {}).build());
    Machine everywhere = compiling().preemptEveryInstruction().build();
    machines.put("the machine's engine is the interpreter", machine().build());
    VerifiedProgram small = program(mov(0, 5), exit());
    machines.forEach((why, machine) -> requireInterpreted(machine, small, why));
    requireInterpreted(everywhere, small, "every instruction is observed or a preemption point");
    List<Instruction> many = new ArrayList<>(List.of(mov(0, 5)));
    for (int i = 0; i < 20_000; i++) {
      many.add(mov(1, i));
    }
    many.add(exit());
    requireInterpreted(
        compiling().build(),
        program("large", many, List.of(), null, new BitSet()),
        "20002 slots, more than 16384");
  }

  private static void requireInterpreted(Machine machine, VerifiedProgram program, String why) {
    Executable e = machine.load(program, List.of());
    assertThat(e.isCompiled()).isFalse();
    assertThat(e.interpretedBecause()).isEqualTo(why);
    assertThat(e.run(0)).isEqualTo(5);
  }

  @Test
  void largeProgramsAreCompiled() {
    Executable e = compiling().build().load(chain(5000), List.of());
    assertThat(e.interpretedBecause()).isNull();
    assertThat(e.isCompiled()).isTrue();
  }

  // ---- tiers

  @Test
  void autoCompilesWhatRunsOftenAndKeepsState() {
    List<Runnable> later = new ArrayList<>();
    Machine machine = machine().engine(Engine.AUTO).compileOn(later::add).build();
    long counter = machine.memory().allocate(8, "counter");
    Executable e =
        machine.load(
            program(insn(LDXDW, 0, 1, 0, 0), add(0, 1), insn(STXDW, 1, 0, 0, 0), exit()),
            List.of());
    long runs = 0;
    while (later.isEmpty()) {
      assertThat(e.isCompiled()).isFalse();
      assertThat(e.run(counter)).isEqualTo(++runs);
      assertThat(runs).isLessThan(1000);
    }
    assertThat(runs).isGreaterThan(1);
    assertThat(e.run(counter)).isEqualTo(++runs);
    assertThat(later).hasSize(1);
    later.getFirst().run();
    assertThat(e.isCompiled()).isTrue();
    assertThat(e.run(counter)).isEqualTo(++runs);
  }

  /** A callback that starts after the switch is compiled, inside a run that is interpreted. */
  @Test
  void tiersMixInOneRun() {
    List<Runnable> later = new ArrayList<>();
    Machine machine =
        machine()
            .engine(Engine.AUTO)
            .compileOn(later::add)
            .helper(
                100,
                (run, f, b, c, d, e) -> {
                  later.forEach(Runnable::run);
                  later.clear();
                  return run.invoke(f, 3, 4, 0, 0, 0);
                })
            .build();
    Executable e =
        machine.load(
            functions(
                slots(
                    mov(6, 6),
                    mov(7, 7),
                    insn(STDW, 10, 0, -8, 1000),
                    load(1, 4, 7, 0),
                    helper(100),
                    addx(0, 6),
                    addx(0, 7),
                    insn(LDXDW, 1, 10, -8, 0),
                    addx(0, 1),
                    exit(), // the callback, in slot 11
                    mov(6, 1),
                    mov(7, 1),
                    insn(STDW, 10, 0, -8, 5),
                    movx(0, 1),
                    addx(0, 2),
                    exit()),
                0,
                11),
            List.of());
    for (int i = 0; i < 200; i++) {
      assertThat(e.run(0)).isEqualTo(3 + 4 + 6 + 7 + 1000);
    }
    assertThat(e.isCompiled()).isTrue();
  }

  // ---- what goes wrong

  @Test
  void accessesBesideTheArenaEndTheRun() {
    Machine machine = compiling().build();
    long r1 = machine.memory().allocate(64, "data");
    for (long distance : new long[] {1L << 40, -(1L << 40), Long.MIN_VALUE, 1L << 33}) {
      Executable e =
          machine.load(
              program(
                  load(2, 0, (int) distance, (int) (distance >> 32)),
                  addx(1, 2),
                  insn(LDXDW, 0, 1, 0, 0),
                  exit()),
              List.of());
      assertThat(e.isCompiled()).isTrue();
      assertThatThrownBy(() -> e.run(r1))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("access outside program memory");
    }
  }

  /** A pointer through moves, sums, a loop and the stack, with indexes of all kinds. */
  @Test
  void placesFollowPointers() {
    VerifiedProgram p =
        program(
            mov(0, 0),
            movx(6, 1),
            add(6, 8),
            insn(STXDW, 10, 6, -8, 0),
            insn(LDXDW, 7, 10, -8, 0),
            mov(2, 24),
            addx(2, 7), // scalar + what was loaded: masked
            insn(LDXB, 3, 2, -24, 0),
            addx(0, 3),
            mov(4, -4),
            movx(5, 6),
            addx(5, 4), // a negative index
            insn(LDXB, 3, 5, 0, 0),
            addx(0, 3),
            mov(8, 0),
            movx(9, 1), // the loop
            addx(9, 8),
            insn(LDXB, 3, 9, 0, 0),
            addx(0, 3),
            add(8, 1),
            insn(0xa5, 8, 0, -6, 40),
            movx(2, 1),
            insn(0x1f, 2, 6, 0, 0), // pointer - pointer
            addx(2, 6),
            insn(LDXB, 3, 2, 0, 0),
            addx(0, 3),
            exit());
    long expected = -1;
    for (Machine machine : List.of(machine().build(), compiling().build())) {
      long r1 = machine.memory().allocate(64, "data");
      for (int i = 0; i < 64; i++) {
        machine.memory().putByte(r1 + i, (byte) (i * 37));
      }
      long r0 = machine.load(p, List.of()).run(r1);
      assertThat(r0).isPositive();
      assertThat(expected == -1 || expected == r0).as("%d, expected %d", r0, expected).isTrue();
      expected = r0;
    }
  }

  @Test
  void packetLoadsAreCompiled() {
    for (int opcode : new int[] {0x30, 0x28, 0x20, 0x50, 0x48, 0x40}) {
      for (int at : new int[] {0, 3, 12, 13, 15, 16, 1000, -1}) {
        VerifiedProgram p =
            program(movx(6, 1), mov(0, 9), mov(7, 0), insn(opcode, 0, 7, 0, at), add(0, 1), exit());
        List<Long> results = new ArrayList<>();
        for (Machine machine : List.of(machine().build(), compiling().build())) {
          long r1 = machine.memory().allocate(16, "packet");
          for (int i = 0; i < 16; i++) {
            machine.memory().putByte(r1 + i, (byte) (0xf0 + i));
          }
          results.add(machine.load(p, List.of()).run(r1));
        }
        assertThat(results.get(1)).as("0x%x at %d", opcode, at).isEqualTo(results.get(0));
        assertThat(results.get(0) == 0).isEqualTo(at < 0 || at > 16 - size(opcode));
      }
    }
  }

  private static int size(int opcode) {
    return switch (opcode & 0x18) {
      case 0x00 -> 4;
      case 0x08 -> 2;
      default -> 1;
    };
  }

  @Test
  void wildAccessesStayInTheArenaAndHitNothing() {
    Machine machine = compiling().build();
    ArenaMemory memory = machine.memory();
    long kept = memory.allocate(64, "kept");
    memory.fill(kept, 64, (byte) 7);
    for (long address : new long[] {0, 8, -1, -8, 0x1000, 1L << 62, ArenaMemory.TAG}) {
      for (int offset : new int[] {0, 8, -32768, 32767}) {
        Executable e =
            machine.load(
                program(
                    load(3, 0, (int) address, (int) (address >>> 32)),
                    mov(2, -1),
                    insn(STXDW, 3, 2, offset, 0),
                    insn(LDXDW, 0, 3, offset, 0),
                    exit()),
                List.of());
        assertThat(e.run(0)).isEqualTo(-1);
      }
    }
    assertThat(memory.getBytes(kept, 64)).containsOnly(7);
  }

  @Test
  void errorsNameTheInstruction() {
    Machine machine =
        compiling()
            .helper(
                5,
                (run, a, b, c, d, e) -> {
                  throw new BpfException("helper is cross");
                })
            .build();
    assertThatThrownBy(() -> machine.load(program(mov(0, 0), helper(5), exit()), List.of()).run(0))
        .isInstanceOf(ExecutionException.class)
        .hasMessage(
            "test.bpf.o: program 'test', test.bpf.c:7, slot 1 (call bpf_ktime_get_ns#5): helper is cross");
    assertThatThrownBy(
            () ->
                machine
                    .load(program(mov(2, 1), insn(ATOMIC_DW, 1, 2, 0, 0), exit()), List.of())
                    .run(ArenaMemory.TAG + 0x20004))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("slot 1")
        .hasMessageContaining("not a multiple of 8");
    assertThatThrownBy(() -> machine.load(program(mov(0, 0)), List.of()).run(0))
        .hasMessageContaining("slot 1: no instruction to run");
    List<Instruction> recursion =
        slots(mov(0, 0), insn(JEQ_K, 1, 0, 3, 0), add(1, -1), call(-4), add(0, 1), exit());
    Executable deep = machine.load(functions(recursion, 0), List.of());
    assertThat(deep.run(255)).isEqualTo(255);
    assertThatThrownBy(() -> deep.run(256))
        .hasMessage(
            "test.bpf.o: program 'test', test.bpf.c:7, slot 3 (call pc-4): call stack deeper than 256 frames");
    assertThat(deep.run(255)).isEqualTo(255);
  }

  @Test
  void endlessLoopsAreEnded() {
    Machine machine = compiling().budget(100_000).build();
    for (VerifiedProgram p :
        List.of(
            program(mov(0, 0), insn(JA, 0, 0, -1, 0), exit()),
            program(mov(0, 0), add(0, 1), insn(JNE_K, 0, 0, -2, 0), exit()))) {
      assertThatThrownBy(() -> machine.load(p, List.of()).run(0))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("still running after 100000 jumps backwards and callbacks");
    }
    // What the interpreter allows is allowed.
    Executable loop =
        machine.load(
            program(mov(0, 0), add(0, 1), insn(JNE_K, 0, 0, -2, 49_999), exit()), List.of());
    assertThat(loop.run(0)).isEqualTo(49_999);
    Executable endless =
        machine()
            .engine(Engine.COMPILED)
            .budget(1000)
            .helper(
                100,
                (run, f, b, c, d, e) -> {
                  while (true) {
                    run.invoke(f, 0, 0, 0, 0, 0);
                  }
                })
            .build()
            .load(
                functions(slots(load(1, 4, 2, 0), helper(100), exit(), mov(0, 0), exit()), 0, 4),
                List.of());
    assertThatThrownBy(() -> endless.run(0)).hasMessageContaining("still running after 1000");
  }

  // ---- calls

  @Test
  void mayGotoEndsALoop() {
    Executable e =
        compiling()
            .build()
            .load(
                program(
                    mov(0, 0),
                    insn(MAY_GOTO, 0, 0, 2, 0),
                    add(0, 1),
                    insn(JA, 0, 0, -3, 0),
                    exit()),
                List.of());
    assertThat(e.run(0)).isEqualTo(8 * 1024 * 1024);
    assertThat(e.run(0)).isEqualTo(8 * 1024 * 1024);
  }

  @Test
  void preemptionPointsAreThereWhereTheSchedulerPreempts() {
    CountingScheduler scheduler = new CountingScheduler();
    Executable e =
        Machine.builder(memory(), scheduler)
            .engine(Engine.COMPILED)
            .helper(7, (run, a, b, c, d, f) -> a + 1)
            .build()
            .load(program(mov(1, 1), helper(7), exit()), List.of());
    assertThat(e.run(0)).isEqualTo(2);
    assertThat(scheduler.points).isEqualTo(1);
    assertThat(new VirtualClock(1).preempts()).isFalse();
    assertThat(new VirtualClock(1, 5).preempts()).isTrue();
  }

  @Test
  void probeLoadsReadZeroWhereNothingIsLive() {
    BitSet probes = new BitSet();
    probes.set(0);
    Machine machine = compiling().build();
    long live = machine.memory().allocate(8, "live");
    machine.memory().putLong(live, 77);
    Executable e =
        machine.load(
            program("probe", slots(insn(LDXDW, 0, 1, 0, 0), exit()), List.of(), null, probes),
            List.of());
    assertThat(e.run(live)).isEqualTo(77);
    assertThat(e.run(0)).isZero();
    assertThat(e.run(live + 4)).isZero();
  }

  @Test
  void aRunAllocatesNothing() {
    Machine machine =
        compiling().helper(100, (run, f, b, c, d, e) -> run.invoke(f, b, 1, 0, 0, 0)).build();
    Executable e =
        machine.load(
            functions(
                slots(
                    mov(2, 4),
                    insn(STDW, 10, 0, -8, 3),
                    load(1, 4, 3, 0),
                    helper(100),
                    exit(),
                    movx(0, 1),
                    exit()),
                0,
                6),
            List.of());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    long sum = 0;
    for (int round = 0; round < 20 && least > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        sum += e.run(0);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(sum).isPositive();
    assertThat(least).isLessThan(1000);
  }
}
