package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.code.Word;
import io.github.hidbpf4j.bpf.vm.compiler.FunctionGraph.Block;
import org.jspecify.annotations.Nullable;

/**
 * Splits a function into methods, at block boundaries that cut the fewest loops. HotSpot never
 * compiles a method of 8000 bytes or more, and its C1 compiler can overflow its own stack on much
 * smaller ones with long chains of memory accesses and branches: JDK 25 died on 150 of them.
 */
final class Partition {
  /** Maximum size of a method in bytes of bytecode, estimated. */
  static final int METHOD_BYTES = 4500;

  /** Maximum number of memory accesses and branches of a method. */
  static final int METHOD_ACCESSES = 96;

  private static final int COUNTER_BYTES = 12;

  private final int[] pieceOf;
  private final int pieces;

  private Partition(int[] pieceOf, int pieces) {
    this.pieceOf = pieceOf;
    this.pieces = pieces;
  }

  /** Number of methods. */
  int pieces() {
    return pieces;
  }

  /** The method of a block. */
  int methodOf(int block) {
    return pieceOf[block];
  }

  static Partition of(FunctionGraph graph, int[] code, @Nullable Counting counting) {
    int n = graph.blocks.size();
    int[] bytes = new int[n];
    int[] accesses = new int[n];
    for (Block b : graph.blocks) {
      // Conversions at its end and, when another method jumps to it, the reloading of registers.
      bytes[b.number] = 8;
      for (int slot = b.start; slot < b.end; slot += Word.length(code[slot])) {
        bytes[b.number] += bytes(Word.op(code[slot]));
        accesses[b.number] += isAccess(Word.op(code[slot])) ? 1 : 0;
        int counters = counting == null ? 0 : counting.at(slot, code[slot]);
        bytes[b.number] += counters * COUNTER_BYTES;
        accesses[b.number] += counters;
      }
      bytes[b.number] *= b.copies;
      accesses[b.number] *= b.copies;
    }
    int[] cutLoops = cutLoops(graph);
    int[] pieceOf = new int[n];
    int piece = 0;
    int first = 0;
    while (first < n) {
      int end = first;
      int byteSum = 0;
      int accessSum = 0;
      while (end < n
          && (end == first
              || byteSum + bytes[end] <= METHOD_BYTES
                  && accessSum + accesses[end] <= METHOD_ACCESSES)) {
        byteSum += bytes[end];
        accessSum += accesses[end];
        end++;
      }
      if (end < n) {
        end = bestCut(cutLoops, first, end);
      }
      for (int b = first; b < end; b++) {
        pieceOf[b] = piece;
      }
      piece++;
      first = end;
    }
    return new Partition(pieceOf, piece);
  }

  /** The last position in the second half that cuts the fewest loops. */
  private static int bestCut(int[] cutLoops, int first, int end) {
    int best = end;
    for (int at = end - 1; at > first + (end - first) / 4; at--) {
      if (cutLoops[at] < cutLoops[best]) {
        best = at;
      }
    }
    return best;
  }

  /** Number of loops cut before each block. */
  private static int[] cutLoops(FunctionGraph graph) {
    int[] change = new int[graph.blocks.size() + 1];
    for (Block b : graph.blocks) {
      if (b.target >= 0 && b.target <= b.number) {
        change[b.target + 1]++;
        change[b.number + 1]--;
      }
    }
    int[] loops = new int[graph.blocks.size() + 1];
    int sum = 0;
    for (int i = 0; i < loops.length; i++) {
      sum += change[i];
      loops[i] = sum;
    }
    return loops;
  }

  private static boolean isOrdered(int op) {
    return Word.isAtomic(op) || Word.isAcquire(op) || Word.isRelease(op);
  }

  private static boolean isAccess(int op) {
    return Word.isLoad(op)
        || Word.isStore(op)
        || isOrdered(op)
        || Word.isProbe(op)
        || Word.isConditional(op)
        || op == Op.MAY_GOTO
        || op == Op.CALL
        || op == Op.CALL_FUNCTION
        || op == Op.TAIL_CALL
        || op == Op.LD_PACKET;
  }

  private static int bytes(int op) {
    if (Word.isLoad(op) || Word.isStore(op) || Word.isProbe(op)) {
      return 24;
    }
    if (isOrdered(op)) {
      return 50;
    }
    return switch (op) {
      case Op.CALL, Op.CALL_FUNCTION, Op.TAIL_CALL, Op.LD_PACKET -> 70;
      case Op.MAY_GOTO -> 24;
      default -> Word.isConditional(op) ? 16 : 10;
    };
  }
}
