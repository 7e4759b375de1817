package io.github.hidbpf4j.bpf.verifier.paths;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths.Entry;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths.EntryKind;
import io.github.hidbpf4j.bpf.verifier.paths.SourceSearch.Stop;
import io.github.hidbpf4j.bpf.verifier.scalar.BranchRefinement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Knowledge about values derived from their sources: see {@link SourceSearch}. */
final class ValueSources {
  private static final int MOST_KEY_BYTES = 8;

  private record Asked(int node, ValuePlace place) {
    // Written by hand: javac's version is linked at first use, which delays start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Asked(int n, ValuePlace p) && n == node && p.equals(place);
    }

    @Override
    public int hashCode() {
      return 31 * node + place.hashCode();
    }
  }

  private final ProgramPaths paths;
  private final Map<Asked, Set<Source>> known = new HashMap<>();
  private final Map<Asked, Optional<Long>> constants = new HashMap<>();
  private final SearchEffort effort = new SearchEffort();
  private final GlobalCalls calls;

  ValueSources(ProgramPaths paths) {
    this.paths = paths;
    this.calls = new GlobalCalls(paths);
  }

  long steps() {
    return effort.taken();
  }

  Set<Source> of(int node, int register) {
    return of(node, ValuePlace.register(paths.depth(node), register));
  }

  Set<Source> onStack(int node, Operand.Stack at) {
    Set<Source> all = new LinkedHashSet<>();
    if (at.offset() != Operand.ANYWHERE) {
      all.addAll(
          of(node, ValuePlace.stack(at.frame(), at.offset(), (int) Math.max(0, -at.offset()))));
    }
    return all;
  }

  private Set<Source> of(int node, ValuePlace place) {
    Set<Source> found = known.get(new Asked(node, place));
    if (found == null) {
      found = search(Stop.AT_SOURCES, null).from(node, place);
      known.put(new Asked(node, place), found);
    }
    return found;
  }

  private SourceSearch search(Stop stop, SourceSearch.@Nullable Watcher watcher) {
    return new SourceSearch(paths, calls, effort, stop, watcher);
  }

  // ---- constants

  /**
   * Ends the search for the sources of a value at the first one that shows it not to be constant.
   */
  private final class Constant implements SourceSearch.Watcher {
    private final List<Asked> filled = new ArrayList<>();
    private @Nullable Long value;
    private boolean varies;
    private boolean branches;

    @Override
    public boolean found(Source source) {
      return meet(source.isResult() ? immediate(source.node()) : null);
    }

    @Override
    public boolean follows(int node, ValuePlace place, boolean exact) {
      if (varies || !exact) {
        varies = true;
        return false;
      }
      // In a loop, the answer may be known from one iteration back.
      Optional<Long> known = constants.get(new Asked(node, place));
      if (known != null) {
        meet(known.orElse(null));
        return false;
      }
      branches |= paths.coveredFrom(node).length > 0;
      if (!place.isRegister() && paths.instruction(node).isLoad()) {
        filled.add(new Asked(node, place));
      }
      return true;
    }

    private boolean meet(@Nullable Long one) {
      branches |= value != null;
      varies |= one == null || value != null && !value.equals(one);
      value = one;
      return !varies;
    }

    /** The answer, which also holds for the intermediate queries. */
    Optional<Long> value() {
      Optional<Long> answer = varies ? Optional.empty() : Optional.ofNullable(value);
      if (!varies || !branches) {
        filled.forEach(asked -> constants.put(asked, answer));
      }
      return answer;
    }
  }

  @Nullable Long constant(int node, int register) {
    if (!paths.isMixed(node)
        && operandOf(node, register) instanceof Operand.Bounded number
        && number.isConstant()) {
      return number.min();
    }
    ValuePlace place = ValuePlace.register(paths.depth(node), register);
    Optional<Long> known = constants.get(new Asked(node, place));
    if (known == null) {
      Constant constant = new Constant();
      search(Stop.AT_SOURCES, constant).from(node, place);
      known = constant.value();
      constants.put(new Asked(node, place), known);
    }
    return known.orElse(null);
  }

  Set<Long> immediates(int node, int register) {
    Set<Long> all = new LinkedHashSet<>();
    for (Source source : of(node, register)) {
      Long one = source.isResult() ? immediate(source.node()) : null;
      if (one != null) {
        all.add(one);
      }
    }
    return all;
  }

  /** The recorded operand of a register at this node. */
  private Operand operandOf(int node, int register) {
    Instruction insn = paths.instruction(node);
    if (insn.opcode() == (JMP | CALL)) {
      return register >= 1 && register <= 5 ? paths.argument(node, register) : Operand.OTHER;
    }
    return insn.instructionClass() == STX && insn.src() == register
        ? paths.stored(node)
        : Operand.OTHER;
  }

  /** The number that an instruction loads, or null. */
  private @Nullable Long immediate(int node) {
    Instruction insn = paths.instruction(node);
    return switch (insn.instructionClass()) {
      case LD ->
          insn.opcode() == LD_IMM64 && insn.src() == 0
              ? (Long)
                  ((long) paths.program().instructions().get(paths.slot(node) + 1).imm() << 32
                      | Integer.toUnsignedLong(insn.imm()))
              : null;
      case ALU, ALU64 ->
          operation(insn.opcode()) == MOV && source(insn.opcode()) == K
              ? (Long)
                  (insn.instructionClass() == ALU64
                      ? (long) insn.imm()
                      : Integer.toUnsignedLong(insn.imm()))
              : null;
      case ST -> (long) insn.imm();
      default -> null;
    };
  }

  int stackByte(int node, Operand.Stack at, int index) {
    ValuePlace place = ValuePlace.stack(at.frame(), at.offset() + index, 1);
    int value = -1;
    for (Source store : search(Stop.AT_STORES, null).from(node, place)) {
      int one = store.isResult() ? byteOf(store.node(), place.offset()) : -1;
      if (one < 0 || value >= 0 && value != one) {
        return -1;
      }
      value = one;
    }
    return value;
  }

  /** The byte that a store writes at a stack offset; -1 when unknown. */
  private int byteOf(int node, long offset) {
    Instruction insn = paths.instruction(node);
    if (!(paths.accessed(node) instanceof Operand.Stack to) || !insn.isStore()) {
      return -1;
    }
    Long stored = insn.instructionClass() == ST ? immediate(node) : constant(node, insn.src());
    return stored == null ? -1 : (int) (stored >>> 8 * (offset - to.offset())) & 0xff;
  }

  @Nullable Comparison comparison(int node) {
    Instruction insn = paths.instruction(node);
    int operation = operation(insn.opcode());
    boolean low32 = insn.instructionClass() == JMP32;
    if (!paths.isConditional(node)) {
      return null;
    }
    if (source(insn.opcode()) == K) {
      return new Comparison(insn.dst(), operation, low32, insn.imm());
    }
    Long right = constant(node, insn.src());
    if (right != null) {
      return new Comparison(insn.dst(), operation, low32, right);
    }
    Long left = constant(node, insn.dst());
    return left == null
        ? null
        : new Comparison(insn.src(), BranchRefinement.flip(operation), low32, left);
  }

  /** The element of a map value, judged by the lookups that returned it. */
  ElementKey key(int node, int register) {
    ElementKey key = null;
    for (Source source : of(node, register)) {
      ElementKey one = keyOf(source);
      if (key != null && !key.equals(one)) {
        return ElementKey.UNKNOWN;
      }
      key = one;
    }
    return key == null ? ElementKey.UNKNOWN : key;
  }

  private ElementKey keyOf(Source source) {
    int node = source.node();
    if (node < 0) {
      return ElementKey.UNKNOWN;
    }
    if (source.register() != Source.MADE) {
      return isCallback(node) ? ElementKey.OF_CALLBACK : ElementKey.UNKNOWN;
    }
    if (paths.isKernelCall(node)
        && paths.argument(node, 1) instanceof Operand.MapOf(MapSpec map)
        && paths.argument(node, 2) instanceof Operand.Stack at
        && map.keySize() <= MOST_KEY_BYTES) {
      long key = 0;
      int[] bytes = paths.bytes(node, at, map.keySize());
      for (int i = bytes.length - 1; i >= 0; i--) {
        if (bytes[i] < 0) {
          return ElementKey.UNKNOWN;
        }
        key = key << 8 | bytes[i];
      }
      return new ElementKey.Constant(key);
    }
    return ElementKey.UNKNOWN;
  }

  private boolean isCallback(int node) {
    for (Entry entry : paths.entries()) {
      if (entry.node() == node) {
        return entry.kind() == EntryKind.CALLBACK;
      }
    }
    return false;
  }
}
