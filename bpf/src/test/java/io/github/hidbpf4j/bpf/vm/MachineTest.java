package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.Programs.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.KernelAddress;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MachineTest {
  private static VerifiedProgram withKernel(Btf kernel, Object... parts) {
    return program("test", slots(parts), List.of(), kernel, new BitSet());
  }

  private static Btf kernelWith(String function) {
    Btf.Builder b = new Btf.Builder();
    int integer = b.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
    int proto = b.add(new BtfType.FuncProto(integer, List.of()));
    b.add(new BtfType.Func(function, proto, BtfType.Linkage.EXTERN));
    return b.build();
  }

  @Test
  void helpersGetFiveArgumentsAndTheContextOfTheRun() {
    List<String> seen = new ArrayList<>();
    ArenaMemory memory = memory();
    Machine machine =
        Machine.builder(memory, new CountingScheduler())
            .cpu(3)
            .helper(
                999,
                (run, a, b, c, d, e) -> {
                  assertThat(run.memory()).isSameAs(memory);
                  run.trace().printk(run.program().source().name(), "cpu " + run.cpu());
                  return a * 10000 + b * 1000 + c * 100 + d * 10 + e;
                })
            .trace((program, line) -> seen.add(program + ": " + line))
            .build();
    VerifiedProgram p =
        program(mov(1, 1), mov(2, 2), mov(3, 3), mov(4, 4), mov(5, 5), helper(999), exit());
    assertThat(machine.load(p, List.of()).run(0)).isEqualTo(12345);
    assertThat(seen).containsExactly("test: cpu 3");
  }

  @Test
  void kfuncsAreFoundByNameOfTheKernelBtf() {
    Btf kernel = kernelWith("my_kfunc");
    Machine machine = machine().kfunc("my_kfunc", (run, a, b, c, d, e) -> a + 40).build();
    Instruction call = insn(CALL, 0, PSEUDO_KFUNC, 0, 3);
    assertThat(machine.load(withKernel(kernel, mov(1, 2), call, exit()), List.of()).run(0))
        .isEqualTo(42);
    assertThatThrownBy(() -> machine.load(withKernel(kernelWith("other"), call, exit()), List.of()))
        .isInstanceOf(BpfException.class)
        .hasMessage(
            "test.bpf.o: program 'test', test.bpf.c:7, slot 0: cannot be loaded:"
                + " call of kfunc 'other', which this machine does not provide");
  }

  @Test
  void weakMissingKfuncLoadsButMustNotBeReached() {
    Instruction call = insn(CALL, 0, PSEUDO_KFUNC, 0, 0);
    Executable skipped =
        machine()
            .build()
            .load(
                withKernel(kernelWith("x"), mov(0, 9), insn(JA, 0, 0, 1, 0), call, exit()),
                List.of());
    assertThat(skipped.run(0)).isEqualTo(9);
    Executable reached =
        machine().build().load(withKernel(kernelWith("x"), call, exit()), List.of());
    assertThatThrownBy(() -> reached.run(0)).hasMessageContaining("kernel lacks");
  }

  @ParameterizedTest
  @CsvSource({
    "0xbf,0,1,0,addr_space_cast",
    "0x8d,0,0,0,unknown instruction: opcode 0x8d",
    "0xb7,12,0,0,register above R10",
    "0xdb,0,0,0x120,unknown atomic operation 0x120",
    "0x0d,0,0,0,unknown instruction: opcode 0x0d",
    "0xcb,0,0,0,atomic operation of less than 4 bytes",
    "0x05,0,100,0,jump or call to slot 101",
    "0x85,0,0,77,call of helper 77 (bpf_rc_repeat)",
    "0xe7,0,0,0,unknown instruction",
    "0xd7,0,0,24,unknown instruction",
    "0x18,0,0,0,64-bit load without its second slot",
    "0x99,0,0,0,unknown instruction",
    "0x87,0,3,0,unknown instruction"
  })
  void whatCannotRunIsRefusedAtLoad(
      String opcode, int dst, int offset, String imm, String message) {
    VerifiedProgram p =
        program(insn(Integer.decode(opcode), dst, 0, offset, Integer.decode(imm)), exit());
    assertThatThrownBy(() -> machine().build().load(p, List.of()))
        .isInstanceOf(BpfException.class)
        .hasMessageStartingWith("test.bpf.o: program 'test', test.bpf.c:7, slot 0: cannot be")
        .hasMessageContaining(message);
  }

  /** 1 int, 2 a prototype, 3 function x, 4 variable number, 5 variable number of each CPU. */
  private static Btf kernelWithVariables() {
    Btf.Builder b = new Btf.Builder();
    int integer = b.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
    int proto = b.add(new BtfType.FuncProto(integer, List.of()));
    b.add(new BtfType.Func("x", proto, BtfType.Linkage.EXTERN));
    b.add(new BtfType.Var("number", integer, BtfType.Linkage.GLOBAL));
    int perCpu = b.add(new BtfType.Var("number_of_cpu", integer, BtfType.Linkage.GLOBAL));
    b.add(
        new BtfType.DataSection(".data..percpu", 4, List.of(new BtfType.SectionVar(perCpu, 0, 4))));
    return b.build();
  }

  private static long addressOf(Machine machine, Btf kernel, int id) {
    return machine.load(withKernel(kernel, load(0, 3, id, 0), exit()), List.of()).run(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETER", "COMPILED"})
  void kernelSymbolsHaveAddresses(Engine engine) {
    Btf kernel = kernelWithVariables();
    Machine machine = machine().engine(engine).build();
    assertThat(addressOf(machine, kernel, 3)).isEqualTo(KernelAddress.of(kernel, 3)).isNotZero();
    for (int variable = 4; variable <= 5; variable++) {
      long address = addressOf(machine, kernel, variable);
      assertThat(machine.memory().isReadable(address, 4)).isTrue();
      assertThat(machine.memory().isWritable(address, 4)).isFalse();
      assertThat(machine.memory().getInt(address)).isZero();
      assertThat(addressOf(machine, kernel, variable)).as("once for all").isEqualTo(address);
    }
  }

  @Test
  void kernelSymbolsCanBeGiven() {
    ArenaMemory memory = memory();
    long number = memory.allocate(4, "number");
    Machine machine =
        Machine.builder(memory, new CountingScheduler())
            .kernelSymbols((_, id) -> id == 4 ? number : 0xffff_ffff_8000_0000L + id)
            .build();
    assertThat(addressOf(machine, kernelWithVariables(), 3)).isEqualTo(0xffff_ffff_8000_0003L);
    assertThat(addressOf(machine, kernelWithVariables(), 4)).isEqualTo(number);
  }

  /** The verifier takes an address for not NULL, and its neighbourhood too. */
  @ParameterizedTest
  @CsvSource({
    "3, 0, no address for kernel symbol 'x'",
    "3, 0x1000, no address for kernel symbol 'x'",
    "3, 0x3fffffff, no address for kernel symbol 'x'",
    "3, -0x3fffffff, no address for kernel symbol 'x'",
    "4, 0xffff, no address for kernel symbol 'number'",
    "4, 0x7fffffff81000000, has no memory of 4 bytes"
  })
  void symbolsThatAreNotWhatTheVerifierTakesThemForAreRefused(
      int id, String address, String message) {
    Machine machine = machine().kernelSymbols((_, _) -> Long.decode(address)).build();
    VerifiedProgram p = withKernel(kernelWithVariables(), load(0, 3, id, 0), exit());
    assertThatThrownBy(() -> machine.load(p, List.of()))
        .isInstanceOf(BpfException.class)
        .hasMessageContaining("cannot be loaded: ")
        .hasMessageContaining(message);
  }

  @Test
  void exceptionsOfHelpersNameTheCall() {
    Machine machine =
        machine()
            .helper(
                5,
                (run, a, b, c, d, e) -> {
                  throw new BpfException("helper is cross");
                })
            .build();
    Executable e = machine.load(program(mov(0, 0), helper(5), exit()), List.of());
    assertThatThrownBy(() -> e.run(0))
        .isInstanceOf(ExecutionException.class)
        .hasMessage(
            "test.bpf.o: program 'test', test.bpf.c:7, slot 1 (call bpf_ktime_get_ns#5): helper is cross");
  }

  /** main: r6..r9 = 6..9; r0 = helper(cb); return r0 + r6 + r7 + r8 + r9. */
  private static VerifiedProgram callingBack() {
    return functions(
        slots(
            mov(6, 6), // 0
            mov(7, 7),
            mov(8, 8),
            mov(9, 9),
            insn(STDW, 10, 0, -8, 1000),
            load(1, 4, 9, 0), // 5: function at 5 + 1 + 9 = 15
            helper(100), // 7
            addx(0, 6),
            addx(0, 7),
            addx(0, 8),
            addx(0, 9), // 11
            insn(LDXDW, 1, 10, -8, 0),
            addx(0, 1), // 13
            exit(), // 14
            // callback: clobbers r6 to r9 and its own stack, returns r1 * 2 + r2
            movx(6, 1), // 15
            addx(6, 1),
            addx(6, 2),
            mov(7, 0),
            mov(8, 0),
            mov(9, 0),
            insn(STDW, 10, 0, -8, 5),
            movx(0, 6),
            exit()),
        0,
        15);
  }

  @Test
  void callbacksRunInAFrameAboveTheCaller() {
    Machine machine =
        machine()
            .helper(
                100,
                (run, function, b, c, d, e) -> {
                  long sum = 0;
                  for (int i = 0; i < 3; i++) {
                    sum += run.invoke(function, i, 100, 0, 0, 0);
                  }
                  return sum;
                })
            .build();
    long expected = (0 + 2 + 4 + 300) + 6 + 7 + 8 + 9 + 1000;
    assertThat(machine.load(callingBack(), List.of()).run(0)).isEqualTo(expected);
  }

  @Test
  void callbacksRunLaterFromOutside() {
    long[] kept = new long[1];
    Machine machine =
        machine()
            .helper(
                100,
                (run, function, b, c, d, e) -> {
                  kept[0] = function;
                  return 0;
                })
            .build();
    Executable e = machine.load(callingBack(), List.of());
    assertThat(e.run(0)).isEqualTo(1030);
    assertThat(kept[0]).isEqualTo(e.functionAddress(15));
    assertThat(machine.runCallback(kept[0], 21, 3, 0, 0, 0)).isEqualTo(45);
    assertThat(machine.isFunction(kept[0])).isTrue();
    e.close();
    assertThat(machine.isFunction(kept[0])).isFalse();
    assertThatThrownBy(() -> machine.runCallback(kept[0], 0, 0, 0, 0, 0))
        .isInstanceOf(BpfException.class)
        .hasMessageContaining("not a function of a loaded program");
    assertThatThrownBy(() -> machine.runCallback(0, 0, 0, 0, 0, 0))
        .isInstanceOf(BpfException.class);
  }

  @Test
  void referencesKeepAProgramLoaded() {
    Machine machine = machine().build();
    Executable e = machine.load(program(mov(0, 4), exit()), List.of());
    long function = e.functionAddress(0);
    e.acquire();
    e.close();
    e.close();
    assertThat(machine.runCallback(function, 0, 0, 0, 0, 0)).isEqualTo(4);
    e.release();
    assertThat(machine.isFunction(function)).isFalse();
    assertThatThrownBy(e::acquire).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(e::release).isInstanceOf(IllegalStateException.class);
    assertThat(machine.load(program(mov(0, 4), exit()), List.of()).id()).isGreaterThan(e.id());
  }

  @Test
  void aFaultInACallbackEndsTheRunAndLeavesTheMachineUsable() {
    ArenaMemory memory = memory();
    Machine machine =
        Machine.builder(memory, new CountingScheduler())
            .trackStackFrames()
            .helper(100, (run, function, b, c, d, e) -> run.invoke(function, 0, 0, 0, 0, 0))
            .build();
    Executable e =
        machine.load(
            functions(
                slots(
                    load(1, 4, 4, 0),
                    helper(100),
                    mov(0, 0),
                    exit(), // function at 5
                    insn(LDXDW, 0, 1, 0, 0),
                    exit()),
                0,
                5),
            List.of());
    long reserved = 0;
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> e.run(0))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("slot 5")
          .hasMessageContaining("NULL pointer");
      reserved = i == 0 ? memory.reserved() : reserved;
    }
    assertThat(memory.reserved()).isEqualTo(reserved);
    assertThat(machine.load(program(mov(0, 1), exit()), List.of()).run(0)).isEqualTo(1);
  }

  /** f(n) = n == 0 ? 0 : n + kfunc(n - 1), where the kfunc runs f again, in a run of its own. */
  @Test
  void runsNestInEachOther() {
    AtomicReference<@Nullable Executable> self = new AtomicReference<>();
    Machine machine =
        machine()
            .maxRuns(40)
            .helper(
                200,
                (run, a, b, c, d, e) -> {
                  Executable f = self.get();
                  return f == null ? -1 : f.run(a);
                })
            .build();
    Executable f =
        machine.load(
            program(
                mov(0, 0),
                insn(JEQ_K, 1, 0, 6, 0),
                movx(6, 1),
                insn(STXDW, 10, 6, -8, 0),
                add(1, -1),
                helper(200),
                insn(LDXDW, 7, 10, -8, 0),
                addx(0, 7),
                exit()),
            List.of());
    self.set(f);
    assertThat(f.run(30)).isEqualTo(30 * 31 / 2);
    assertThatThrownBy(() -> f.run(40))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("more than 40 runs in progress");
    assertThat(f.run(39)).isEqualTo(39 * 40 / 2);
  }

  @Test
  void uninitialisedStackReadsZeroWhateverRanBefore() {
    Machine machine = machine().build();
    Executable writer =
        machine.load(program(insn(STDW, 10, 0, -16, 123), mov(0, 0), exit()), List.of());
    Executable reader = machine.load(program(insn(LDXDW, 0, 10, -16, 0), exit()), List.of());
    for (int i = 0; i < 3; i++) {
      writer.run(0);
      assertThat(reader.run(0)).isZero();
    }
  }

  @Test
  void sameSeedSameRandomNumbers() {
    VerifiedProgram p = program(helper(7), exit());
    List<List<Long>> sequences = new ArrayList<>();
    for (long seed : new long[] {1, 1, 2}) {
      Machine machine =
          machine()
              .seed(seed)
              .helper(7, (run, a, b, c, d, e) -> run.nextRandom() & 0xffff_ffffL)
              .build();
      Executable e = machine.load(p, List.of());
      List<Long> values = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        values.add(e.run(0));
      }
      assertThat(values).doesNotHaveDuplicates();
      sequences.add(values);
    }
    assertThat(sequences.get(0)).isEqualTo(sequences.get(1)).isNotEqualTo(sequences.get(2));
  }

  @Test
  void actionsWaitForTheRunsInProgress() {
    List<String> order = new ArrayList<>();
    Machine machine =
        machine()
            .helper(
                7,
                (run, a, b, c, d, e) -> {
                  order.add("in the run");
                  return 0;
                })
            .build();
    machine.afterRuns(() -> order.add("at once"));
    machine.provideHelper(
        8,
        (run, a, b, c, d, e) -> {
          machine.afterRuns(() -> order.add("after the run"));
          return 0;
        });
    machine.load(program(helper(8), helper(7), exit()), List.of()).run(0);
    assertThat(order).containsExactly("at once", "in the run", "after the run");
  }

  @Test
  void threadsRunTheSameProgramAtOnce() throws Exception {
    ArenaMemory memory = memory();
    Machine machine = Machine.builder(memory, new CountingScheduler()).build();
    long counter = memory.allocate(8, "counter");
    // adds 1 to the counter 1000 times, keeps its own count on its stack
    Executable e =
        machine.load(
            program(
                mov(2, 1000),
                insn(STDW, 10, 0, -8, 0),
                mov(3, 1),
                insn(ATOMIC_DW, 1, 3, 0, 0),
                insn(LDXDW, 4, 10, -8, 0),
                add(4, 1),
                insn(STXDW, 10, 4, -8, 0),
                add(2, -1),
                insn(JNE_K, 2, 0, -7, 0),
                insn(LDXDW, 0, 10, -8, 0),
                exit()),
            List.of());
    int threads = 8;
    int runs = 50;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Callable<Long>> tasks = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        tasks.add(
            () -> {
              long sum = 0;
              for (int i = 0; i < runs; i++) {
                sum += e.run(counter);
              }
              return sum;
            });
      }
      for (Future<Long> f : pool.invokeAll(tasks)) {
        assertThat(f.get()).isEqualTo(1000L * runs);
      }
    }
    assertThat(memory.getLong(counter)).isEqualTo(1000L * runs * threads);
  }

  @Test
  void aRunAllocatesNothing() {
    Machine machine =
        machine()
            .trackStackFrames()
            .helper(100, (run, function, b, c, d, e) -> run.invoke(function, b, 1, 0, 0, 0))
            .build();
    Executable e = machine.load(callingBack(), List.of());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    long least = Long.MAX_VALUE;
    // Several rounds: what the JVM allocates for itself while it warms up is not ours.
    for (int round = 0; round < 20 && least > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 2000; i++) {
        sum += e.run(0);
        sum += machine.runCallback(e.functionAddress(15), 1, 2, 0, 0, 0);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(sum).isPositive();
    // One measurement costs some bytes itself, whatever the number of runs.
    assertThat(least).isLessThan(2000);
  }
}
