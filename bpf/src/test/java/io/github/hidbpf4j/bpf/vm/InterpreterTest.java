package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.Programs.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterpreterTest {
  @Test
  void loopsAndReturns() {
    // for (r2 = 10; r2 != 0; r2--) r0 += r2
    long sum =
        run(
            program(
                mov(0, 0), mov(2, 10), addx(0, 2), add(2, -1), insn(JNE_K, 2, 0, -3, 0), exit()),
            0);
    assertThat(sum).isEqualTo(55);
  }

  @Test
  void passesR1AndKeepsAll64BitsOfR0() {
    assertThat(run(program(movx(0, 1), exit()), 0x8000_0000_0000_0001L))
        .isEqualTo(0x8000_0000_0000_0001L);
  }

  @Test
  void localCallsSaveR6ToR9AndHaveAStackOfTheirOwn() {
    Object[] main = {
      mov(6, 600),
      insn(STDW, 10, 0, -8, 77),
      mov(1, 5),
      call(4), // f1 in slot 8
      insn(LDXDW, 2, 10, -8, 0),
      addx(0, 2),
      addx(0, 6),
      exit()
    };
    Object[] f1 = {
      mov(6, 1),
      insn(LDXDW, 0, 10, -8, 0), // fresh stack: 0
      insn(STDW, 10, 0, -8, 1234),
      addx(0, 1),
      exit()
    };
    long r0 = run(functions(slots(slots(main), slots(f1)), 0, 8), 0);
    assertThat(r0).isEqualTo(5 + 77 + 600);
  }

  @Test
  void asManyFramesAsFunctionsAreTheMost() {
    // f(r1): if r1 == 0 return 0; return f(r1 - 1) + 1
    List<io.github.hidbpf4j.bpf.asm.Instruction> f =
        slots(mov(0, 0), insn(JEQ_K, 1, 0, 3, 0), add(1, -1), call(-4), add(0, 1), exit());
    assertThat(run(functions(f, 0), 255)).isEqualTo(255);
    assertThatThrownBy(() -> run(functions(f, 0), 256))
        .isInstanceOf(ExecutionException.class)
        .hasMessage(
            "test.bpf.o: program 'test', test.bpf.c:7, slot 3 (call pc-4): call stack deeper than 256 frames");
  }

  @Test
  void mayGotoEndsALoop() {
    long r0 =
        run(
            program(
                mov(0, 0), insn(MAY_GOTO, 0, 0, 2, 0), add(0, 1), insn(JA, 0, 0, -3, 0), exit()),
            0);
    assertThat(r0).isEqualTo(8 * 1024 * 1024);
  }

  @Test
  void budgetEndsALoopWithAnError() {
    Machine machine = machine().budget(1000).build();
    Executable loop = machine.load(program(mov(0, 0), insn(JA, 0, 0, -1, 0), exit()), List.of());
    assertThatThrownBy(() -> loop.run(0))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("still running after 1000 jumps backwards and callbacks");
    Executable short1 = machine.load(program(mov(0, 3), exit()), List.of());
    assertThat(short1.run(0)).isEqualTo(3);
  }

  @Test
  void budgetIsExact() {
    Object[] threeTurns = {mov(0, 0), add(0, 1), insn(JNE_K, 0, 0, -2, 4), exit()};
    assertThat(machine().budget(3).build().load(program(threeTurns), List.of()).run(0))
        .isEqualTo(4);
    Executable tooLong = machine().budget(2).build().load(program(threeTurns), List.of());
    assertThatThrownBy(() -> tooLong.run(0)).isInstanceOf(ExecutionException.class);
    Executable observed =
        machine()
            .budget(2)
            .observer((p, slot, frame, r) -> {})
            .build()
            .load(program(threeTurns), List.of());
    assertThatThrownBy(() -> observed.run(0)).isInstanceOf(ExecutionException.class);
    // Every engine may go on for ever when it is told so; what ends, ends.
    assertThat(machine().budget(Long.MAX_VALUE).build().load(program(threeTurns), List.of()).run(0))
        .isEqualTo(4);
  }

  @Test
  void observerSeesEveryInstruction() {
    List<String> seen = new ArrayList<>();
    Machine machine =
        machine()
            .observer((p, slot, frame, r) -> seen.add(slot + "@" + frame + ":" + r[0]))
            .build();
    List<io.github.hidbpf4j.bpf.asm.Instruction> slots =
        slots(mov(0, 1), call(1), exit(), add(0, 1), exit());
    machine.load(functions(slots, 0, 3), List.of()).run(0);
    assertThat(seen).containsExactly("0@0:0", "1@0:1", "3@1:1", "4@1:2", "2@0:2");
  }

  @Test
  void preemptionPointsAreAtCallsOrEverywhere() {
    CountingScheduler scheduler = new CountingScheduler();
    Machine.Builder builder =
        Machine.builder(memory(), scheduler).helper(7, (run, a, b, c, d, e) -> a + 1);
    Object[] slots = {mov(1, 1), helper(7), exit()};
    assertThat(builder.build().load(program(slots), List.of()).run(0)).isEqualTo(2);
    assertThat(scheduler.points).isEqualTo(1);
    builder.preemptEveryInstruction().build().load(program(slots), List.of()).run(0);
    assertThat(scheduler.points).isEqualTo(1 + 3 + 1);
  }

  @Test
  void runningOffTheEndIsAnError() {
    assertThatThrownBy(() -> run(program(mov(0, 0)), 0))
        .isInstanceOf(BpfException.class)
        .hasMessageContaining("slot 1: no instruction to run");
  }

  /** HotSpot compiles no method of 8000 bytes or more. */
  @Test
  void loopIsSmallEnoughToBeCompiled() throws IOException {
    byte[] bytes;
    try (InputStream in = Interpreter.class.getResourceAsStream("Interpreter.class")) {
      bytes = in == null ? new byte[0] : in.readAllBytes();
    }
    int length =
        ClassFile.of().parse(bytes).methods().stream()
            .filter(m -> m.methodName().equalsString("execute"))
            .findFirst()
            .flatMap(m -> m.findAttribute(java.lang.classfile.Attributes.code()))
            .map(CodeAttribute::codeLength)
            .orElseThrow();
    assertThat(length).isBetween(1000, 7000);
  }
}
