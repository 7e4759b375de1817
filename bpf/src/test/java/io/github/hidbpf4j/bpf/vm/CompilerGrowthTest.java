package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.Programs.JNE_K;
import static io.github.hidbpf4j.bpf.vm.Programs.LDXB;
import static io.github.hidbpf4j.bpf.vm.Programs.STXDW;
import static io.github.hidbpf4j.bpf.vm.Programs.addx;
import static io.github.hidbpf4j.bpf.vm.Programs.call;
import static io.github.hidbpf4j.bpf.vm.Programs.exit;
import static io.github.hidbpf4j.bpf.vm.Programs.insn;
import static io.github.hidbpf4j.bpf.vm.Programs.machine;
import static io.github.hidbpf4j.bpf.vm.Programs.mov;
import static io.github.hidbpf4j.bpf.vm.Programs.movx;
import static io.github.hidbpf4j.bpf.vm.Programs.program;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.vm.compiler.CompilerInput;
import io.github.hidbpf4j.bpf.vm.compiler.GeneratedClasses;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What compiling costs, by the bytes that it allocates: its analyses copy what they know of the
 * registers each time they look at a block, so a block that is looked at again counts again.
 */
class CompilerGrowthTest {
  private static final int TIMES = 8;

  /** Of linear growth, for what grows a little faster: tables that double, constants. */
  private static final double SLACK = 1.25;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What programs are made of. */
  private enum Shape {
    /** Load, compare, add. */
    CHAIN(200) {
      @Override
      void add(List<Instruction> slots, int i) {
        slots.add(insn(LDXB, 2, 1, i % 64, 0));
        slots.add(insn(0x25, 2, 0, 1, i % 200));
        slots.add(addx(0, 2));
      }
    },
    /** A loop behind the other, each to a constant of its own. */
    LOOPS(200) {
      @Override
      void add(List<Instruction> slots, int i) {
        slots.add(mov(2, 0));
        slots.add(Programs.add(2, 1));
        slots.add(addx(0, 2));
        slots.add(insn(JNE_K, 2, 0, -3, i + 10));
      }
    },
    /** Loops of three loops. */
    NESTS(80) {
      @Override
      void add(List<Instruction> slots, int i) {
        slots.add(mov(2, i + 5));
        slots.add(mov(3, i + 6));
        slots.add(mov(4, i + 7));
        slots.add(addx(0, 4));
        slots.add(Programs.add(4, -1));
        slots.add(insn(JNE_K, 4, 0, -3, 0));
        slots.add(Programs.add(3, -1));
        slots.add(insn(JNE_K, 3, 0, -6, 0));
        slots.add(Programs.add(2, -1));
        slots.add(insn(JNE_K, 2, 0, -9, 0));
      }
    },
    /** Pointers that are made of each other. */
    POINTERS(150) {
      @Override
      void add(List<Instruction> slots, int i) {
        slots.add(movx(3, i % 7 == 0 ? 1 : 4));
        slots.add(Programs.add(3, 1 + i % 8));
        slots.add(insn(LDXB, 2, 3, 0, 0));
        slots.add(movx(4, 3));
        slots.add(addx(4, 2));
        slots.add(insn(STXDW, 10, 4, -8 - 8 * (i % 32), 0));
      }
    },
    /** A function behind the other, called by the main one. */
    FUNCTIONS(60) {
      @Override
      void add(List<Instruction> slots, int i) {
        slots.add(mov(1, i));
        slots.add(call(0));
      }
    };

    private final int few;

    Shape(int few) {
      this.few = few;
    }

    abstract void add(List<Instruction> slots, int i);

    private static CompilerInput input(Shape shape, int parts) {
      List<Instruction> slots = new ArrayList<>(List.of(mov(0, 0), mov(3, 0), movx(4, 1)));
      List<Integer> starts = new ArrayList<>();
      for (int i = 0; i < parts; i++) {
        shape.add(slots, i);
      }
      slots.add(exit());
      if (shape == FUNCTIONS) {
        starts.add(0);
        for (int i = 0; i < parts; i++) {
          int at = 3 + 2 * i + 1;
          slots.set(at, call(slots.size() - at - 1));
          starts.add(slots.size());
          slots.addAll(List.of(movx(0, 1), Programs.add(0, i), exit()));
        }
      }
      DecodedProgram d =
          Decoder.decode(
              machine().build(),
              0,
              program("growth", slots, starts, null, new BitSet()),
              List.of());
      return new CompilerInput(
          "growth",
          d.code(),
          d.immediates(),
          d.functions(),
          d.entries(),
          null,
          ArenaMemory.heap(18),
          true,
          true);
    }
  }

  private static long allocated(CompilerInput input) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      assertThat(GeneratedClasses.size(input)).isPositive();
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  @ParameterizedTest
  @EnumSource
  void compilingIsLinear(Shape shape) {
    CompilerInput few = Shape.input(shape, shape.few);
    CompilerInput many = Shape.input(shape, TIMES * shape.few);
    // Classes are loaded, and what is to be compiled of the compiler is.
    allocated(many);
    long small = allocated(few);
    long large = allocated(many);
    assertThat(large).isBetween(small, (long) (SLACK * TIMES * small));
    assertThat(GeneratedClasses.size(many))
        .isLessThan((int) (SLACK * TIMES * GeneratedClasses.size(few)));
  }
}
