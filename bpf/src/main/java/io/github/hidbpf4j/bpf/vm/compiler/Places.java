package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.code.Word;
import io.github.hidbpf4j.bpf.vm.compiler.FunctionGraph.Block;
import org.jspecify.annotations.Nullable;

/**
 * Where registers' places are wanted: backwards from the accesses that start from them. The place
 * of a pointer is its offset in the guarded segment. It is made by masking where the pointer comes
 * from (an argument, a load, a call) and follows the pointer through moves and sums, so that
 * HotSpot sees a sum of something that it knows to be in bounds and an index, and need not mask
 * again. What the sum is, is the pointer's place for every pointer into the arena; for what is none
 * the segment's own check ends the run.
 */
final class Places {
  /** How an instruction makes the place of the register that it sets. */
  enum Derivation {
    /** By masking the register's new value. */
    MASK,
    /** It is the source register's. */
    COPY,
    /** By doing the same with the destination register's place. */
    FROM_DESTINATION,
    /** By adding the destination register to the source register's place. */
    FROM_SOURCE
  }

  private final FunctionGraph graph;
  private final int[] code;
  private final long[] immediates;
  private final int[] wantedIn;

  private Places(FunctionGraph graph, int[] code, long[] immediates) {
    this.graph = graph;
    this.code = code;
    this.immediates = immediates;
    this.wantedIn = new int[graph.blocks.size()];
  }

  static Places of(FunctionGraph graph, int[] code, long[] immediates, @Nullable Ranges[] entries) {
    Places places = new Places(graph, code, immediates);
    places.run(entries);
    return places;
  }

  private void run(@Nullable Ranges[] entries) {
    Derivation[][] derivations = new Derivation[graph.blocks.size()][];
    for (Block b : graph.blocks) {
      Ranges entry = entries[b.number];
      derivations[b.number] = entry == null ? new Derivation[0] : derivations(b, entry);
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int n = graph.blocks.size() - 1; n >= 0; n--) {
        Block b = graph.blocks.get(n);
        if (derivations[n].length == 0) {
          continue;
        }
        int wanted = wantedOut(b);
        for (int slot = b.last; slot >= b.start; slot--) {
          Derivation derivation = derivations[n][slot - b.start];
          if (derivation != null) {
            wanted = before(slot, derivation, wanted);
          }
        }
        changed |= wanted != wantedIn[n];
        wantedIn[n] = wanted;
      }
    }
  }

  private Derivation[] derivations(Block b, Ranges entry) {
    Derivation[] found = new Derivation[b.last - b.start + 1];
    Ranges known = entry.copy();
    for (int slot = b.start; slot < b.end; slot += Word.length(code[slot])) {
      found[slot - b.start] = derivation(code[slot], known);
      known.apply(code[slot], immediates[slot]);
    }
    return found;
  }

  /** How an instruction makes a place where this is known before it. */
  static Derivation derivation(int word, Ranges known) {
    int dst = Word.dst(word);
    int src = Word.src(word);
    return switch (Word.op(word)) {
      case Op.MOV64_X -> Derivation.COPY;
      case Op.ADD64_K, Op.SUB64_K -> Derivation.FROM_DESTINATION;
      case Op.ADD64_X -> {
        if (dst == src) {
          yield Derivation.MASK;
        }
        if (known.isPointer(dst) || known.isScalar(src)) {
          yield Derivation.FROM_DESTINATION;
        }
        yield known.isPointer(src) || known.isScalar(dst)
            ? Derivation.FROM_SOURCE
            : Derivation.MASK;
      }
      case Op.SUB64_X ->
          dst != src && (known.isPointer(dst) || known.isScalar(src))
              ? Derivation.FROM_DESTINATION
              : Derivation.MASK;
      default -> Derivation.MASK;
    };
  }

  private int before(int slot, Derivation derivation, int after) {
    int word = code[slot];
    int wanted = after;
    int set = Word.sets(word, immediates[slot]);
    if ((wanted & set) != 0) {
      wanted &= ~set;
      wanted |=
          switch (derivation) {
            case MASK -> 0;
            case COPY, FROM_SOURCE -> 1 << Word.src(word);
            case FROM_DESTINATION -> set;
          };
    }
    int op = Word.op(word);
    if (Word.isLoad(op)) {
      wanted |= 1 << Word.src(word);
    } else if (Word.isStore(op)) {
      wanted |= 1 << Word.dst(word);
    }
    return wanted;
  }

  /** Registers whose place is wanted at the start of a block, as a bit mask. */
  int wantedIn(Block b) {
    return wantedIn[b.number];
  }

  private int wantedOut(Block b) {
    return (b.next < 0 ? 0 : wantedIn[b.next]) | (b.target < 0 ? 0 : wantedIn[b.target]);
  }

  /** Registers whose place is wanted after each instruction of a block, by slot from its first. */
  int[] wantedAfter(Block b, Ranges entry) {
    int[] found = new int[b.last - b.start + 1];
    Derivation[] derivations = derivations(b, entry);
    int wanted = wantedOut(b);
    for (int slot = b.last; slot >= b.start; slot--) {
      found[slot - b.start] = wanted;
      if (derivations[slot - b.start] != null) {
        wanted = before(slot, derivations[slot - b.start], wanted);
      }
    }
    return found;
  }
}
