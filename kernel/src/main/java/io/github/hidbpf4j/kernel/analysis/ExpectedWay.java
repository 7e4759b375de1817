package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.proto.DataFunctions;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.bpf.verifier.paths.Comparison;
import io.github.hidbpf4j.bpf.verifier.paths.Derivation;
import io.github.hidbpf4j.bpf.verifier.paths.Operand;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.bpf.verifier.paths.Source;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which branches of comparisons a run can take, assuming that calls succeed, except those
 * whose failure may be how a program recognises its own reports, and that a hook runs for an
 * injected report which is partly known. Comparisons of unchanged values, and of values computed by
 * constants from known bytes of the report, are decided by the verifier's arithmetic; for all
 * others both branches are possible.
 */
public final class ExpectedWay {
  private static final int TYPE_AT = 8;
  private static final int SOURCE_AT = 16;
  private static final long INPUT = 0;

  private final AnalyzedProgram program;
  private final ProgramPaths paths;

  /** The report passed to the hook; null in a callback. */
  private final @Nullable Injection handed;

  /** Creates it for a callback, which gets no report. */
  public static ExpectedWay ofCallback(AnalyzedProgram program) {
    return new ExpectedWay(program, null);
  }

  ExpectedWay(AnalyzedProgram program, @Nullable Injection handed) {
    this.program = program;
    this.paths = program.paths();
    this.handed = handed;
  }

  /** Whether some possible value takes this branch, if nothing else is known. */
  public boolean isOpen(int node, boolean taken) {
    return isOpen(node, taken, Set.of(), 0);
  }

  /**
   * Whether some possible value takes this branch.
   *
   * @param marks actions of the path so far
   * @param written bytes of the event buffer that it has written
   */
  boolean isOpen(int node, boolean taken, Set<Mark> marks, long written) {
    Comparison comparison = paths.comparison(node);
    if (comparison == null) {
      return true;
    }
    Boolean open = allowsComputed(node, comparison, taken, written);
    if (open != null) {
      return open;
    }
    Set<Source> sources = paths.sources(node, comparison.register());
    for (Source source : sources) {
      if (!source.isResult() || allows(source.node(), comparison, taken, marks, written)) {
        return true;
      }
    }
    return sources.isEmpty();
  }

  /** Same, for values computed only from the injected report; null for others. */
  private @Nullable Boolean allowsComputed(
      int node, Comparison comparison, boolean taken, long written) {
    if (handed == null) {
      return null;
    }
    List<Derivation> ways = paths.derivations(node, comparison.register());
    boolean open = ways.isEmpty();
    for (Derivation way : ways) {
      Long loaded = way.node() < 0 ? null : loaded(way.node(), written);
      Long value = loaded == null ? null : way.of(loaded);
      if (value == null) {
        return null;
      }
      open |= comparison.allows(value, taken);
    }
    return open;
  }

  private boolean allows(
      int node, Comparison comparison, boolean taken, Set<Mark> marks, long written) {
    KernelFunction function = paths.called(node);
    if (function != null) {
      return !succeeds(node, function, marks) || allows(function, comparison, taken);
    }
    if (handed == null || paths.instruction(node).instructionClass() != Opcode.LDX) {
      return true;
    }
    long argument = program.argumentAt(node);
    if (argument >= 0) {
      return allowsArgument(handed, argument, comparison, taken);
    }
    Long value = loaded(node, written);
    return value == null || comparison.allows(value, taken);
  }

  /** The value that a node loads from the injected report, null if unknown. */
  private @Nullable Long loaded(int node, long written) {
    Instruction insn = paths.instruction(node);
    if (handed == null
        || insn.instructionClass() != Opcode.LDX
        || Opcode.mode(insn.opcode()) != Opcode.MEM) {
      return null;
    }
    EventBytes bytes = program.accessedEvent(node);
    return bytes == null || (bytes.mask() & written) != 0 ? null : handed.number(bytes);
  }

  private boolean allowsArgument(
      Injection injected, long offset, Comparison comparison, boolean taken) {
    if (!program.isStructOps()) {
      return true;
    }
    if (offset == TYPE_AT) {
      return comparison.allows(injected.type() == null ? INPUT : injected.type(), taken);
    }
    // The source is known not to be 0.
    return offset != SOURCE_AT || !comparison.isNullCheck() || comparison.allows(1, taken);
  }

  /** Whether the result of a successful call allows this branch. */
  private static boolean allows(KernelFunction function, Comparison comparison, boolean taken) {
    for (Effect effect : function.effects()) {
      if (effect instanceof Effect.ReturnsNumber(long least, long _, long most)) {
        Operand.Bounded left = comparison.leaves(taken);
        return least == most
            ? comparison.allows(least, taken)
            : comparison.low32()
                ? left.max32() >= least && left.min32() <= most
                : left.max() >= least && left.min() <= most;
      }
      if (effect instanceof Effect.ReturnsPointer(Effect.Region region, boolean _)) {
        // Other memory may or may not be available.
        return region == Effect.Region.MEMORY
            || !comparison.isNullCheck()
            || comparison.allows(1, taken);
      }
    }
    return true;
  }

  /**
   * Whether to assume that a call succeeds: not if its failure may be how a program recognises its
   * reports.
   */
  private boolean succeeds(int call, KernelFunction function, Set<Mark> marks) {
    if (function.is(Trait.INITIALISES_FIELD)) {
      // Only the field of a new element is uninitialised.
      return paths.argument(call, 2) instanceof Operand.MapOf(MapSpec map)
          && marks.contains(new Mark(Mark.Kind.UPDATED, map.name()));
    }
    if (function.is(Trait.TAKES_FROM_QUEUE)) {
      return handed == null;
    }
    if (function == DataFunctions.MAP_LOOKUP_ELEM) {
      return paths.argument(call, 1) instanceof Operand.MapOf(MapSpec map) && has(map, marks);
    }
    if (function == DataFunctions.MAP_UPDATE_ELEM) {
      Long flags = paths.constant(call, 4);
      return flags != null && flags == 0;
    }
    return function != DataFunctions.MAP_DELETE_ELEM;
  }

  /** Whether an element certainly exists. */
  private static boolean has(MapSpec map, Set<Mark> marks) {
    return map.type() == MapType.ARRAY
        || map.type() == MapType.PERCPU_ARRAY
        || marks.contains(new Mark(Mark.Kind.UPDATED, map.name()));
  }
}
