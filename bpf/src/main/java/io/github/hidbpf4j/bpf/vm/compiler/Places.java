package io.github.hidbpf4j.bpf.vm.compiler;

import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.code.Word;
import io.github.hidbpf4j.bpf.vm.compiler.FunctionGraph.Block;
import org.jspecify.annotations.Nullable;

/**
 * Determines where registers' places are needed, backwards from the accesses that use them. The
 * place of a pointer is its offset in the guarded segment. It is computed by masking at the
 * pointer's origin (an argument, a load, a call) and follows the pointer through moves and sums, so
 * that HotSpot sees the sum of a value known to be in bounds and an index, without another mask.
 * For every pointer into the arena this sum is its place; for anything else, the segment's own
 * check ends the run.
 *
 * <p>A pointer used only by accesses needs no value: where values are needed is determined, too.
 */
final class Places {
  /** How an instruction computes the place of the register that it sets. */
  enum Derivation {
    /** By masking the register's new value. */
    MASK,
    /** By copying the source register's place. */
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
  private final int[] valuesIn;
  private final Partition partition;
  private int anchored;

  private Places(FunctionGraph graph, int[] code, long[] immediates, Partition partition) {
    this.partition = partition;
    this.graph = graph;
    this.code = code;
    this.immediates = immediates;
    this.wantedIn = new int[graph.blocks.size()];
    this.valuesIn = new int[graph.blocks.size()];
  }

  static Places of(
      FunctionGraph graph,
      int[] code,
      long[] immediates,
      Partition partition,
      @Nullable Ranges[] entries) {
    Places places = new Places(graph, code, immediates, partition);
    places.run(entries);
    places.anchored = Anchors.of(graph, code, immediates, places, entries);
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
        int values = valuesOut(b);
        for (int slot = b.last; slot >= b.start; slot--) {
          Derivation derivation = derivations[n][slot - b.start];
          if (derivation != null) {
            values = valuesBefore(slot, derivation, wanted, values);
            wanted = before(slot, derivation, wanted);
          }
        }
        changed |= wanted != wantedIn[n] || values != valuesIn[n];
        wantedIn[n] = wanted;
        valuesIn[n] = values;
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

  /** How an instruction computes a place, given what is known before it. */
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

  private int valuesBefore(int slot, Derivation derivation, int wanted, int after) {
    int word = code[slot];
    int op = Word.op(word);
    int set = Word.sets(word, immediates[slot]);
    int uses = Word.uses(word, immediates[slot]);
    int values = after & ~set;
    if (Word.isLoad(op)) {
      return values;
    }
    if (Word.isStore(op)) {
      return values | (Word.storesRegister(op) ? 1 << Word.src(word) : 0);
    }
    if (needsValue(word, immediates[slot], derivation, wanted, after)) {
      return values | uses;
    }
    if ((wanted & set) != 0) {
      switch (derivation) {
        case FROM_SOURCE -> values |= set;
        case FROM_DESTINATION -> values |= uses & ~set;
        default -> {}
      }
    }
    return values;
  }

  /**
   * Whether an instruction must be performed: not if it only sets a register whose value is not
   * needed, although its place may be.
   *
   * @param wanted registers whose place is wanted after it
   * @param values registers whose value is wanted after it
   */
  static boolean needsValue(
      int word, long immediate, Derivation derivation, int wanted, int values) {
    int op = Word.op(word);
    if (op < Op.ADD64_K || op > Op.LD_IMM64) {
      return true;
    }
    int set = Word.sets(word, immediate);
    return (values & set) != 0 || (wanted & set) != 0 && derivation == Derivation.MASK;
  }

  /** Registers whose value is wanted at the start of a block, as a bit mask. */
  int valuesIn(Block b) {
    return valuesIn[b.number];
  }

  private int valuesOut(Block b) {
    return valuesAt(b, b.next) | valuesAt(b, b.target);
  }

  /** Values passed to another method: all live ones, from which it computes places. */
  private int valuesAt(Block from, int to) {
    if (to < 0) {
      return 0;
    }
    return partition.methodOf(from.number) == partition.methodOf(to)
        ? valuesIn[to]
        : graph.blocks.get(to).liveIn;
  }

  /** Registers whose place is wanted at the start of a block, as a bit mask. */
  int wantedIn(Block b) {
    return wantedIn[b.number];
  }

  /** Registers whose places are native addresses, as a bit mask: see {@link Anchors}. */
  int anchored() {
    return anchored;
  }

  private int wantedOut(Block b) {
    return (b.next < 0 ? 0 : wantedIn[b.next]) | (b.target < 0 ? 0 : wantedIn[b.target]);
  }

  /**
   * What is wanted after each instruction of a block, by slot from its first: places in the low
   * half, values in the high half.
   */
  int[] wantedAfter(Block b, Ranges entry) {
    int[] found = new int[b.last - b.start + 1];
    Derivation[] derivations = derivations(b, entry);
    int wanted = wantedOut(b);
    int values = valuesOut(b);
    for (int slot = b.last; slot >= b.start; slot--) {
      found[slot - b.start] = wanted | values << 16;
      if (derivations[slot - b.start] != null) {
        values = valuesBefore(slot, derivations[slot - b.start], wanted, values);
        wanted = before(slot, derivations[slot - b.start], wanted);
      }
    }
    return found;
  }
}
