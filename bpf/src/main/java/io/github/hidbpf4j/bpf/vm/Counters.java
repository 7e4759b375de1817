package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.code.Word;
import io.github.hidbpf4j.bpf.vm.code.Word.Condition;
import io.github.hidbpf4j.bpf.vm.compiler.Counting;
import java.util.Arrays;
import java.util.List;

/**
 * Counts what both engines execute of a loaded program. Increments are not atomic: one of two
 * concurrent ones may get lost, but a count never returns to 0.
 */
final class Counters {
  private final VerifiedProgram program;
  private final int[] code;
  private final long[] immediates;
  private final Counting compiled;

  // Counts of the interpreter, by slot.
  private final long[] executed;
  private final long[] jumped;
  private final long[] fellThrough;

  Counters(VerifiedProgram program, int[] code, long[] immediates) {
    this.program = program;
    this.code = code;
    this.immediates = immediates;
    this.executed = new long[code.length];
    this.jumped = new long[code.length];
    this.fellThrough = new long[code.length];
    this.compiled =
        new Counting(
            code, immediates, program.subprograms().stream().map(Subprogram::start).toList());
  }

  /** Counts an instruction that the interpreter is about to execute. */
  void count(int slot, long[] registers) {
    executed[slot]++;
    int word = code[slot];
    if (Word.isConditional(Word.op(word))) {
      long[] side = holds(word, immediates[slot], registers) ? jumped : fellThrough;
      side[slot]++;
    }
  }

  /** Whether a conditional jump jumps. Sign extension of both words preserves every order. */
  private static boolean holds(int word, long immediate, long[] registers) {
    int op = Word.op(word);
    long left = registers[Word.dst(word)];
    long right = Word.comparesRegisters(op) ? registers[Word.src(word)] : immediate;
    long a = Word.isWide(op) ? left : (int) left;
    long b = Word.isWide(op) ? right : (int) right;
    Condition condition = Word.condition(op);
    return switch (condition) {
      case EQ -> a == b;
      case NE -> a != b;
      case SET -> (a & b) != 0;
      case GT -> Long.compareUnsigned(a, b) > 0;
      case GE -> Long.compareUnsigned(a, b) >= 0;
      case LT -> Long.compareUnsigned(a, b) < 0;
      case LE -> Long.compareUnsigned(a, b) <= 0;
      case SGT -> a > b;
      case SGE -> a >= b;
      case SLT -> a < b;
      case SLE -> a <= b;
    };
  }

  /** The counters of compiled code. */
  Counting compiled() {
    return compiled;
  }

  /** The current counts. */
  ExecutionCounts snapshot() {
    int slots = program.instructions().size();
    long[] executedNow = Arrays.copyOf(executed, slots);
    long[] jumpedNow = Arrays.copyOf(jumped, slots);
    long[] fellThroughNow = Arrays.copyOf(fellThrough, slots);
    compiled.addExecuted(executedNow);
    compiled.addJumped(jumpedNow);
    compiled.addFellThrough(fellThroughNow);
    List<Instruction> linked = program.source().instructions();
    for (int slot = 0; slot < slots; slot++) {
      if (ExecutionCounts.isBranch(linked.get(slot)) && Word.op(code[slot]) == Op.JA) {
        boolean jumps = program.isReachable(slot + 1 + linked.get(slot).offset());
        (jumps ? jumpedNow : fellThroughNow)[slot] = executedNow[slot];
      }
    }
    return new ExecutionCounts(program, executedNow, jumpedNow, fellThroughNow);
  }
}
