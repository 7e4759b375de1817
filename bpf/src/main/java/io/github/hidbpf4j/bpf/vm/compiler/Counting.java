package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.code.Word;
import java.util.BitSet;
import java.util.List;

/**
 * The places where compiled code counts, and the counters: both sides of each conditional jump, and
 * instructions that can be reached other than from the previous one. All other instructions were
 * executed as often as the nearest such place before them.
 */
public final class Counting {
  private final int[] code;
  private final int slots;
  private final long[] counters;
  private final BitSet places = new BitSet();

  /**
   * Creates the counters for one program.
   *
   * @param functions first slots of its functions
   */
  public Counting(int[] code, long[] immediates, List<Integer> functions) {
    this.code = code;
    slots = code.length;
    counters = new long[3 * slots];
    functions.forEach(places::set);
    for (int slot = 0; slot < slots; slot += Word.length(code[slot])) {
      int word = code[slot];
      int op = Word.op(word);
      if (Word.isConditional(op) || op == Op.JA || op == Op.MAY_GOTO) {
        places.set(Word.target(slot, word, immediates[slot]));
      }
      if (endsStretch(op)) {
        places.set(slot + Word.length(word));
      }
    }
  }

  /** Whether the next instruction may not be executed although this one is. */
  private static boolean endsStretch(int op) {
    return Word.isConditional(op)
        || switch (op) {
          case Op.JA,
              Op.MAY_GOTO,
              Op.EXIT,
              Op.INVALID,
              Op.CALL,
              Op.CALL_FUNCTION,
              Op.TAIL_CALL,
              Op.LD_PACKET ->
              true;
          default -> false;
        };
  }

  /** Whether this instruction is counted itself. */
  boolean isPlace(int slot) {
    return places.get(slot);
  }

  /**
   * Number of counters that the code of an instruction increments, including both sides of a jump.
   */
  int at(int slot, int word) {
    return (isPlace(slot) ? 1 : 0) + (Word.isConditional(Word.op(word)) ? 2 : 0);
  }

  /** The counters. */
  long[] counters() {
    return counters;
  }

  int executed(int slot) {
    return slot;
  }

  int jumped(int slot) {
    return slots + slot;
  }

  int fellThrough(int slot) {
    return 2 * slots + slot;
  }

  /** Adds how often each instruction has been executed. */
  public void addExecuted(long[] sums) {
    long count = 0;
    for (int slot = 0; slot < sums.length; slot += Word.length(code[slot])) {
      count = isPlace(slot) ? counters[executed(slot)] : count;
      sums[slot] += count;
    }
  }

  /** Adds how often each conditional jump has jumped. */
  public void addJumped(long[] sums) {
    for (int slot = 0; slot < sums.length; slot++) {
      sums[slot] += counters[jumped(slot)];
    }
  }

  /** Adds how often each conditional jump has not. */
  public void addFellThrough(long[] sums) {
    for (int slot = 0; slot < sums.length; slot++) {
      sums[slot] += counters[fellThrough(slot)];
    }
  }
}
