package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.vm.code.Word;
import io.github.hidbpf4j.bpf.vm.compiler.FunctionGraph.Block;
import java.util.ArrayDeque;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Computes the ranges of registers at the start of each block: a forward analysis in which jumps
 * narrow ranges, and loops widen them to constants that the function compares with.
 */
final class RangeAnalysis {
  /** Visits of a block before its ranges are widened. */
  private static final int PATIENCE = 3;

  private final FunctionGraph graph;
  private final int[] code;
  private final long[] immediates;
  private final @Nullable Ranges[] entry;
  private final int[] visits;
  private final boolean[] queued;
  private final ArrayDeque<Integer> work = new ArrayDeque<>();
  private final long[] thresholds;

  private RangeAnalysis(FunctionGraph graph, int[] code, long[] immediates) {
    this.graph = graph;
    this.code = code;
    this.immediates = immediates;
    int n = graph.blocks.size();
    this.entry = new @Nullable Ranges[n];
    this.visits = new int[n];
    this.queued = new boolean[n];
    this.thresholds = thresholds();
  }

  /**
   * Ranges at the start of each block, by its number; null if unreachable.
   *
   * @param atStart ranges at the start of the function
   */
  static @Nullable Ranges[] of(FunctionGraph graph, int[] code, long[] immediates, Ranges atStart) {
    RangeAnalysis analysis = new RangeAnalysis(graph, code, immediates);
    analysis.run(atStart);
    return analysis.entry;
  }

  private long[] thresholds() {
    TreeSet<Long> found = new TreeSet<>(java.util.List.of(0L, 0xffL, 0xffffL));
    for (Block b : graph.blocks) {
      int op = Word.op(code[b.last]);
      if (Word.isConditional(op) && !Word.comparesRegisters(op)) {
        long k = immediates[b.last];
        found.add(k - 1);
        found.add(k);
        found.add(k + 1);
      }
    }
    found.add(0x7fff_ffffL);
    found.add(0xffff_ffffL);
    found.add(Long.MAX_VALUE);
    // With very many such constants, an analysis could take very long.
    if (found.size() > 64) {
      found.removeIf(k -> k < 0 || (k & k + 1) != 0);
    }
    return found.stream().mapToLong(Long::longValue).toArray();
  }

  private void run(Ranges atStart) {
    reach(graph.first().number, atStart);
    while (!work.isEmpty()) {
      int number = work.remove();
      queued[number] = false;
      Block b = graph.blocks.get(number);
      Ranges r = at(number).copy();
      for (int slot = b.start; slot < b.end; slot += Word.length(code[slot])) {
        r.apply(code[slot], immediates[slot]);
      }
      if (Word.isConditional(Word.op(code[b.last]))) {
        Ranges jumped = r.copy();
        jumped.assume(code[b.last], immediates[b.last], true);
        r.assume(code[b.last], immediates[b.last], false);
        reach(b.target, jumped);
      } else if (b.target >= 0) {
        reach(b.target, r);
      }
      if (b.next >= 0) {
        reach(b.next, r);
      }
    }
  }

  private Ranges at(int number) {
    Ranges r = entry[number];
    if (r == null) {
      throw new IllegalStateException("block " + number + " was not reached");
    }
    return r;
  }

  private void reach(int number, Ranges ranges) {
    Ranges known = entry[number];
    boolean changed = known == null;
    if (known == null) {
      entry[number] = ranges.copy();
    } else {
      changed = known.join(ranges, thresholds, ++visits[number] > PATIENCE);
    }
    if (changed && !queued[number]) {
      queued[number] = true;
      work.add(number);
    }
  }
}
