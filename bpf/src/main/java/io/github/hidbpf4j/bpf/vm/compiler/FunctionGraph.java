package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.code.Word;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The basic blocks of a function: of all slots reachable from its first one. Blocks are in order of
 * slot; a function need not be contiguous.
 */
final class FunctionGraph {
  /**
   * Maximum number of instructions of a block, so that a single block never makes a method too
   * large.
   */
  private static final int BLOCK_INSTRUCTIONS = 40;

  /** A block: first slot, slot after the last, number in {@link #blocks}. */
  static final class Block {
    final int number;
    final int start;
    final int end;
    final int last;

    /** Successors: the fall-through block, then the jump target; -1 for none. */
    int next = -1;

    int target = -1;

    /** Number of consecutive copies emitted, if it jumps to itself. */
    int copies = 1;

    /** Registers that are read before they are set, here or later. */
    int liveIn;

    private Block(int number, int start, int last, int end) {
      this.number = number;
      this.start = start;
      this.last = last;
      this.end = end;
    }
  }

  final int start;
  final List<Block> blocks = new ArrayList<>();
  private final int[] code;
  private final long[] immediates;
  private final boolean unrolls;

  /** Creates the graph; with {@code unrolls}, some blocks are emitted several times. */
  FunctionGraph(int[] code, long[] immediates, int start, boolean unrolls) {
    this.unrolls = unrolls;
    this.code = code;
    this.immediates = immediates;
    this.start = start;
    BitSet leaders = new BitSet();
    BitSet reached = reach(leaders);
    cut(reached, leaders);
    link();
    findLive();
  }

  /** The block that starts at this slot. */
  Block blockAt(int slot) {
    return blocks.get(numberAt(slot));
  }

  /** Searched for: a table by slot for each function would be quadratic in their number. */
  private int numberAt(int slot) {
    int low = 0;
    int high = blocks.size();
    while (high - low > 1) {
      int middle = low + high >>> 1;
      if (blocks.get(middle).start <= slot) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The block that the function starts with. */
  Block first() {
    return blockAt(start);
  }

  /** Whether control falls through from this instruction. */
  private static boolean fallsThrough(int op) {
    return op != Op.EXIT && op != Op.JA && op != Op.INVALID;
  }

  private static boolean jumps(int op) {
    return Word.isConditional(op) || op == Op.JA || op == Op.MAY_GOTO;
  }

  private BitSet reach(BitSet leaders) {
    BitSet reached = new BitSet();
    ArrayDeque<Integer> work = new ArrayDeque<>();
    work.add(start);
    leaders.set(start);
    while (!work.isEmpty()) {
      int slot = work.remove();
      while (!reached.get(slot)) {
        reached.set(slot);
        int word = code[slot];
        int op = Word.op(word);
        if (jumps(op)) {
          int target = Word.target(slot, word, immediates[slot]);
          leaders.set(target);
          work.add(target);
          leaders.set(slot + 1);
        }
        if (!fallsThrough(op)) {
          break;
        }
        slot += Word.length(word);
      }
    }
    return reached;
  }

  private void cut(BitSet reached, BitSet leaders) {
    int slot = reached.nextSetBit(0);
    while (slot >= 0) {
      int first = slot;
      int last = slot;
      int count = 0;
      while (true) {
        last = slot;
        int op = Word.op(code[slot]);
        slot += Word.length(code[slot]);
        count++;
        if (jumps(op)
            || !fallsThrough(op)
            || leaders.get(slot)
            || !reached.get(slot)
            || count == BLOCK_INSTRUCTIONS) {
          break;
        }
      }
      blocks.add(new Block(blocks.size(), first, last, slot));
      slot = reached.nextSetBit(slot);
    }
  }

  private void link() {
    for (Block b : blocks) {
      int word = code[b.last];
      int op = Word.op(word);
      if (fallsThrough(op)) {
        b.next = numberAt(b.end);
      }
      if (jumps(op)) {
        b.target = numberAt(Word.target(b.last, word, immediates[b.last]));
        if (unrolls && b.target == b.number) {
          b.copies = Unrolling.copies(code, immediates, b.start, b.last);
        }
      }
    }
  }

  private void findLive() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int n = blocks.size() - 1; n >= 0; n--) {
        Block b = blocks.get(n);
        int live =
            (b.next < 0 ? 0 : blocks.get(b.next).liveIn)
                | (b.target < 0 ? 0 : blocks.get(b.target).liveIn);
        for (int slot = b.last; slot >= b.start; slot--) {
          if (Word.op(code[slot]) == Op.INVALID && slot != b.last) {
            continue;
          }
          live &= ~Word.sets(code[slot], immediates[slot]);
          live |= Word.uses(code[slot], immediates[slot]);
        }
        if (live != b.liveIn) {
          b.liveIn = live;
          changed = true;
        }
      }
    }
  }

  /** Whether some jump leads backwards. */
  boolean hasLoops() {
    return blocks.stream().anyMatch(b -> b.target >= 0 && b.target <= b.number);
  }

  /** Whether some instruction of the function is this one. */
  boolean has(int op) {
    for (Block b : blocks) {
      for (int slot = b.start; slot < b.end; slot += Word.length(code[slot])) {
        if (Word.op(code[slot]) == op) {
          return true;
        }
      }
    }
    return false;
  }

  /** First slots of the functions that it calls. */
  List<Integer> callees() {
    List<Integer> found = new ArrayList<>();
    for (Block b : blocks) {
      for (int slot = b.start; slot < b.end; slot += Word.length(code[slot])) {
        if (Word.op(code[slot]) == Op.CALL) {
          found.add((int) immediates[slot]);
        }
      }
    }
    return found;
  }
}
