package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.vm.code.Word;
import io.github.hidbpf4j.bpf.vm.compiler.FunctionGraph.Block;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Chooses registers whose {@link Places} are native addresses rather than offsets in the guarded
 * segment. An access then is a register plus a short displacement, whereas HotSpot otherwise adds
 * the segment's address to every displacement and loads the sums as constants of ten bytes. This
 * pays where HotSpot knows without a check that the access is in bounds: for pointers plus
 * constants, not for pointers plus indexes or pointers advanced in a loop.
 *
 * <p>HotSpot knows that a sum of a masked value and the segment's address is in bounds, but takes
 * the sum apart again. So the sum is computed of doubled numbers and halved at the end: HotSpot
 * also knows the range of a shift, and leaves it alone.
 */
final class Anchors {
  private static final int ALL = (1 << Ranges.REGISTERS) - 1;

  private Anchors() {}

  /** The registers of a function whose places are addresses, as a bit mask. */
  static int of(
      FunctionGraph graph,
      int[] code,
      long[] immediates,
      Places places,
      @Nullable Ranges[] entries) {
    BitSet repeated = repeated(graph);
    int anchored = ALL;
    int before;
    do {
      before = anchored;
      for (Block b : graph.blocks) {
        Ranges entry = entries[b.number];
        if (entry != null) {
          int[] wanted = places.wantedAfter(b, entry);
          Ranges known = entry.copy();
          for (int slot = b.start; slot < b.end; slot += Word.length(code[slot])) {
            int set = Word.sets(code[slot], immediates[slot]);
            if ((wanted[slot - b.start] & 0xffff & set) != 0
                && !keeps(code[slot], known, anchored, repeated.get(b.number))) {
              anchored &= ~set;
            }
            known.apply(code[slot], immediates[slot]);
          }
        }
      }
    } while (anchored != before);
    return anchored;
  }

  private static boolean keeps(int word, Ranges known, int anchored, boolean repeated) {
    return switch (Places.derivation(word, known)) {
      case MASK -> true;
      case COPY -> (anchored >> Word.src(word) & 1) != 0;
      case FROM_DESTINATION -> !Word.takesRegister(Word.op(word)) && !repeated;
      case FROM_SOURCE -> false;
    };
  }

  /** Blocks spanned by backward jumps: those of loops, and maybe others. */
  private static BitSet repeated(FunctionGraph graph) {
    BitSet found = new BitSet();
    for (Block b : graph.blocks) {
      for (int to : new int[] {b.next, b.target}) {
        if (to >= 0 && to <= b.number) {
          found.set(to, b.number + 1);
        }
      }
    }
    return found;
  }
}
