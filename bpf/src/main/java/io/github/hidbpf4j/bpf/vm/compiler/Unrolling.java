package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.code.Word;

/**
 * Decides which blocks that jump to themselves are emitted several times in a row. HotSpot polls
 * for a safepoint at every backward jump of an uncounted loop, and unrolls counted loops itself.
 * Uncounted loops that search memory gain from unrolling: a quarter of the time in a quicksort;
 * others were seen to lose.
 */
final class Unrolling {
  private static final int COPIES = 4;
  private static final int INSTRUCTIONS = 16;

  private Unrolling() {}

  /** Number of copies to emit of a block that jumps to itself. */
  static int copies(int[] code, long[] immediates, int start, int last) {
    int word = code[last];
    if (!Word.isConditional(Word.op(word)) || last - start >= INSTRUCTIONS) {
      return 1;
    }
    int loaded = 0;
    for (int slot = start; slot < last; slot += Word.length(code[slot])) {
      int op = Word.op(code[slot]);
      if (Word.isStore(op) || Word.isAtomic(op) || op >= Op.JA) {
        return 1;
      }
      int set = Word.sets(code[slot], immediates[slot]);
      boolean moves = (Word.uses(code[slot], immediates[slot]) & loaded) != 0;
      loaded = Word.isLoad(op) || moves ? loaded | set : loaded & ~set;
    }
    return (Word.uses(word, immediates[last]) & loaded) != 0 ? COPIES : 1;
  }
}
