package io.github.hidbpf4j.bpf.verifier.paths;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.Trait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Traces values back to their origin, through copies between registers, spills and fills, into
 * functions and out of them. Where paths meet, all ways back are followed.
 */
final class SourceSearch {
  private static final int EXTENSION = 32;

  /** Where a search for values on the stack stops. */
  enum Stop {
    /** At the sources of the stored values. */
    AT_SOURCES,
    /** At the stores. */
    AT_STORES
  }

  /** Watches a search, so that it can be stopped early. */
  interface Watcher {
    /** Called for each source found; returns false to stop the search. */
    boolean found(Source source);

    /**
     * Called before stepping back over a node; returns false to skip the step, because the result
     * is known.
     */
    boolean follows(int node, ValuePlace place, boolean exact);
  }

  private record Step(int node, ValuePlace place, boolean exact) {
    // Written by hand: javac's version is linked at first use, which delays start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Step that
          && that.node == node
          && that.exact == exact
          && that.place.equals(place);
    }

    @Override
    public int hashCode() {
      return (31 * node + place.hashCode()) * 31 + Boolean.hashCode(exact);
    }
  }

  private final ProgramPaths paths;
  private final GlobalCalls calls;
  private final SearchEffort effort;
  private final Stop stop;
  private final @Nullable Watcher watcher;
  private boolean over;
  private final Set<Source> found = new LinkedHashSet<>();
  private final Set<Step> seen = new HashSet<>();
  private final List<Step> pending = new ArrayList<>();

  SourceSearch(
      ProgramPaths paths,
      GlobalCalls calls,
      SearchEffort effort,
      Stop stop,
      @Nullable Watcher watcher) {
    this.paths = paths;
    this.calls = calls;
    this.effort = effort;
    this.stop = stop;
    this.watcher = watcher;
  }

  /** All sources; if a watcher stopped the search, only those found by then. */
  Set<Source> from(int node, ValuePlace place) {
    add(node, place, true);
    int most = effort.mostSteps();
    int left = most;
    while (!pending.isEmpty() && !over) {
      if (--left < 0) {
        found(Source.UNKNOWN);
        break;
      }
      back(pending.removeLast());
    }
    effort.spent(most - left);
    return found;
  }

  private void found(Source source) {
    if (found.add(source) && watcher != null) {
      over |= !watcher.found(source);
    }
  }

  private void add(int node, ValuePlace place, boolean exact) {
    if (watcher != null && !watcher.follows(node, place, exact)) {
      return;
    }
    Step step = new Step(node, place, exact);
    // A node can be reached twice only where paths meet.
    if (paths.coveredFrom(node).length == 0 && paths.previous(node) != ProgramPaths.NONE
        || seen.add(step)) {
      pending.add(step);
    }
  }

  /** Steps from before a node to before its predecessors. */
  private void back(Step step) {
    int node = step.node();
    int first = paths.previous(node);
    if (first != ProgramPaths.NONE) {
      back(first, node, step.place(), step.exact());
    } else {
      entered(step);
    }
    for (int from : paths.coveredFrom(node)) {
      back(from, node, step.place(), step.exact());
    }
  }

  private void entered(Step step) {
    if (!step.place().isRegister() || step.place().frame() != 0) {
      return;
    }
    List<Integer> callers = calls.callers(step.node());
    if (callers.isEmpty()) {
      found(new Source(step.node(), step.place().register(), step.exact()));
      return;
    }
    for (int call : callers) {
      add(call, ValuePlace.register(paths.depth(call), step.place().register()), step.exact());
    }
  }

  private void back(int from, int to, ValuePlace place, boolean exact) {
    int before = paths.depth(from);
    int after = paths.depth(to);
    if (before == after) {
      if (place.isRegister()) {
        register(from, place, exact);
      } else {
        stack(from, place, exact);
      }
    } else if (after > before) {
      enteredFrom(from, to, place, exact);
    } else {
      leftFrom(from, place, exact, after);
    }
  }

  private void enteredFrom(int call, int to, ValuePlace place, boolean exact) {
    int callee = paths.depth(to);
    if (place.frame() < callee) {
      add(call, place, exact);
    } else if (place.isRegister() && place.register() >= 1 && place.register() <= 5) {
      if (paths.isKernelCall(call)) {
        found(new Source(to, place.register(), exact));
      } else {
        add(call, ValuePlace.register(paths.depth(call), place.register()), exact);
      }
    }
  }

  private void leftFrom(int exit, ValuePlace place, boolean exact, int caller) {
    boolean result = place.isRegister() && place.register() == 0 && place.frame() == caller;
    if (result && !paths.has(exit, ProgramPaths.IN_CALLBACK)) {
      add(exit, ValuePlace.register(paths.depth(exit), 0), exact);
    } else {
      add(exit, place, exact);
    }
  }

  private void register(int node, ValuePlace place, boolean exact) {
    Instruction insn = paths.instruction(node);
    int depth = paths.depth(node);
    int register = place.register();
    boolean current = place.frame() == depth;
    boolean written = current && register == insn.dst();
    switch (insn.instructionClass()) {
      case ALU, ALU64 -> {
        if (written) {
          computed(node, insn, place, exact);
          return;
        }
      }
      case LD -> {
        boolean immediate = insn.opcode() == LD_IMM64;
        if (immediate ? written : current && register == 0) {
          found(new Source(node, Source.MADE, exact));
          return;
        }
      }
      case LDX -> {
        if (written) {
          loaded(node, insn, exact);
          return;
        }
      }
      case STX -> {
        if (insn.isLoad()) {
          if (written) {
            loaded(node, insn, exact);
            return;
          }
        } else if (current && register == insn.loadedRegister()) {
          found(new Source(node, Source.MADE, exact));
          return;
        }
      }
      case JMP -> {
        if (current && insn.opcode() == (JMP | CALL) && register <= 5) {
          if (register == 0) {
            returned(node, exact);
          }
          return;
        }
      }
      default -> {}
    }
    add(node, place, exact);
  }

  private void returned(int call, boolean exact) {
    int callee = paths.globalCallee(call);
    List<Integer> ends = callee == ProgramPaths.NONE ? List.of() : calls.exits(callee);
    if (ends.isEmpty()) {
      found(new Source(call, Source.MADE, exact));
      return;
    }
    for (int exit : ends) {
      add(exit, ValuePlace.register(0, 0), exact);
    }
  }

  private void loaded(int node, Instruction insn, boolean exact) {
    if (paths.accessed(node) instanceof Operand.Stack from
        && from.offset() != Operand.ANYWHERE
        && stop == Stop.AT_SOURCES) {
      add(node, ValuePlace.stack(from.frame(), from.offset(), bytes(insn.opcode())), exact);
    } else {
      found(new Source(node, Source.MADE, exact));
    }
  }

  private void computed(int node, Instruction insn, ValuePlace place, boolean exact) {
    int operation = operation(insn.opcode());
    ValuePlace right = ValuePlace.register(place.frame(), insn.src());
    boolean fromRegister = source(insn.opcode()) == X && operation != END;
    if (operation == MOV) {
      if (fromRegister) {
        // The offset is the width of a sign extension, which keeps an int unchanged.
        add(node, right, exact && (insn.offset() == 0 || insn.offset() == EXTENSION));
      } else {
        found(new Source(node, Source.MADE, exact));
      }
      return;
    }
    if (fromRegister && paths.has(node, ProgramPaths.RIGHT_IS_POINTER)) {
      add(node, right, exact);
    } else if (paths.has(node, ProgramPaths.LEFT_IS_POINTER)) {
      add(node, place, exact);
    } else if (extended(node, insn)) {
      add(paths.previous(node), place, exact);
    } else {
      add(node, place, false);
      if (fromRegister) {
        add(node, right, false);
      }
    }
  }

  /** Whether it is the second of two shifts by 32, left and right, that extend an int. */
  private boolean extended(int node, Instruction insn) {
    int before = paths.previous(node);
    if (before == ProgramPaths.NONE || paths.coveredFrom(node).length > 0) {
      return false;
    }
    Instruction up = paths.instruction(before);
    int operation = operation(insn.opcode());
    return (operation == ARSH || operation == RSH)
        && isExtension(insn)
        && operation(up.opcode()) == LSH
        && isExtension(up)
        && up.dst() == insn.dst();
  }

  private static boolean isExtension(Instruction insn) {
    return insn.instructionClass() == ALU64
        && source(insn.opcode()) == K
        && insn.imm() == EXTENSION;
  }

  private void stack(int node, ValuePlace place, boolean exact) {
    Instruction insn = paths.instruction(node);
    int c = insn.instructionClass();
    if (paths.isKernelCall(node)) {
      called(node, place, exact);
    } else if ((c == ST || c == STX && !insn.isLoad())
        && paths.accessed(node) instanceof Operand.Stack to
        && to.frame() == place.frame()) {
      stored(node, insn, to, place, exact);
    } else {
      add(node, place, exact);
    }
  }

  private void stored(
      int node, Instruction insn, Operand.Stack to, ValuePlace place, boolean exact) {
    int size = bytes(insn.opcode());
    boolean somewhere = to.offset() == Operand.ANYWHERE;
    boolean apart =
        !somewhere
            && (to.offset() + size <= place.offset()
                || place.offset() + place.size() <= to.offset());
    if (apart) {
      add(node, place, exact);
      return;
    }
    boolean covers =
        !somewhere
            && to.offset() <= place.offset()
            && to.offset() + size >= place.offset() + place.size();
    boolean same = covers && to.offset() == place.offset();
    boolean atomic = insn.isReadModifyWrite();
    if (stop == Stop.AT_STORES) {
      found(new Source(node, Source.MADE, exact && covers && !atomic));
    } else if (insn.instructionClass() == STX) {
      ValuePlace register = ValuePlace.register(paths.depth(node), insn.src());
      add(node, register, exact && same && !atomic && size >= Integer.BYTES);
    } else {
      boolean kept = size == Long.BYTES || insn.imm() >= 0 && size == Integer.BYTES;
      found(new Source(node, Source.MADE, exact && same && kept));
    }
    if (!covers || atomic) {
      add(node, place, false);
    }
  }

  /** Handles a call, which may have written memory passed to it. */
  private void called(int node, ValuePlace place, boolean exact) {
    KernelFunction function = paths.called(node);
    if (function == null || !function.is(Trait.WRITES_NO_MEMORY)) {
      Effect.Writes writes = function == null ? null : function.effect(Effect.Writes.class);
      for (int n = 1; n <= 5; n++) {
        if ((writes == null || writes.pointer() == n)
            && paths.argument(node, n) instanceof Operand.Stack at
            && at.frame() == place.frame()
            && reaches(node, at, writes, place)) {
          found(new Source(node, n, false));
          add(node, place, false);
          return;
        }
      }
    }
    add(node, place, exact);
  }

  private boolean reaches(
      int node, Operand.Stack at, Effect.@Nullable Writes writes, ValuePlace place) {
    long size = Long.MAX_VALUE;
    if (writes != null && writes.size() == Effect.VALUE_OF_MAP) {
      size = paths.argument(node, 1) instanceof Operand.MapOf(MapSpec map) ? map.valueSize() : size;
    } else if (writes != null && paths.argument(node, writes.size()) instanceof Operand.Bounded n) {
      size = n.max();
    }
    return at.offset() == Operand.ANYWHERE
        || at.offset() < place.offset() + place.size() && size > place.offset() - at.offset();
  }
}
