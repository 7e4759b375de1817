package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.code.Word;
import io.github.hidbpf4j.bpf.vm.compiler.FunctionGraph.Block;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All decisions about a function before its code is generated. */
final class FunctionPlan {
  private static final int STACK = 512;

  private final FunctionGraph graph;
  private final Partition partition;
  private final Ranges atStart = new Ranges();
  private final @Nullable Ranges[] entry;
  private final BitSet entries = new BitSet();
  private final Places places;
  private final int stackBytes;

  FunctionPlan(CompilerInput input, int start) {
    int[] code = input.code();
    long[] immediates = input.immediates();
    Counting counting = input.counting();
    graph = new FunctionGraph(code, immediates, start, counting == null);
    partition = Partition.of(graph, code, counting);
    // Registers other than arguments and frame pointer have no value yet: they read 0.
    for (int r : new int[] {0, 6, 7, 8, 9}) {
      atStart.set(r, 0, 0);
    }
    atStart.pointAt(10);
    if (start == 0) {
      // The context.
      atStart.pointAt(1);
    }
    entry = RangeAnalysis.of(graph, code, immediates, atStart);
    places = Places.of(graph, code, immediates, partition, entry);
    stackBytes = stackBytes(code);
    entries.set(graph.first().number);
    for (Block b : graph.blocks) {
      markEntry(b, b.next);
      markEntry(b, b.target);
    }
  }

  private void markEntry(Block from, int to) {
    if (to >= 0 && partition.methodOf(from.number) != partition.methodOf(to)) {
      entries.set(to);
    }
  }

  /** Number of bytes of stack to provide and to zero: 0 for a function that does not use it. */
  private int stackBytes(int[] code) {
    int lowest = 0;
    for (Block b : graph.blocks) {
      for (int slot = b.start; slot < b.end; slot += Word.length(code[slot])) {
        int word = code[slot];
        int op = Word.op(word);
        boolean readsSrc = Word.isLoad(op) && Word.src(word) == 10;
        boolean writesDst = Word.isStore(op) && Word.dst(word) == 10;
        boolean storesIt = Word.isStore(op) && Word.storesRegister(op) && Word.src(word) == 10;
        if ((readsSrc || writesDst) && !storesIt) {
          lowest = Math.min(lowest, Word.offset(word));
        } else if ((Word.uses(word, 0) >> 10 & 1) != 0) {
          return STACK;
        }
      }
    }
    return lowest == 0 && !usesStack(code) ? 0 : Math.clamp(-lowest + 7L & ~7L, 8, STACK);
  }

  private boolean usesStack(int[] code) {
    for (Block b : graph.blocks) {
      for (int slot = b.start; slot < b.end; slot += Word.length(code[slot])) {
        if (Word.op(code[slot]) != Op.LD_IMM64 && (Word.uses(code[slot], 0) >> 10 & 1) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  FunctionGraph graph() {
    return graph;
  }

  Partition partition() {
    return partition;
  }

  Ranges atStart() {
    return atStart;
  }

  Places places() {
    return places;
  }

  int stackBytes() {
    return stackBytes;
  }

  boolean isReached(Block b) {
    return entry[b.number] != null;
  }

  /** The ranges at the start of a reachable block. */
  Ranges entry(Block b) {
    Ranges r = entry[b.number];
    if (r == null) {
      throw new IllegalStateException("block at slot " + b.start + " is not reached");
    }
    return r;
  }

  /** Blocks of a piece that are entered from other pieces or the function's start. */
  List<Block> entriesOf(int piece) {
    List<Block> found = new ArrayList<>();
    for (int n = entries.nextSetBit(0); n >= 0; n = entries.nextSetBit(n + 1)) {
      if (partition.methodOf(n) == piece && entry[n] != null) {
        found.add(graph.blocks.get(n));
      }
    }
    return found;
  }

  /** The number by which pieces identify the entry to continue at. */
  int entryNumber(Block b) {
    return b.number;
  }

  /** All blocks that pieces can be entered at. */
  List<Block> allEntries() {
    List<Block> found = new ArrayList<>();
    for (int p = 0; p < partition.pieces(); p++) {
      found.addAll(entriesOf(p));
    }
    return found;
  }
}
