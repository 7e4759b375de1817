package io.github.hidbpf4j.bpf.verifier.paths;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import io.github.hidbpf4j.bpf.asm.Instruction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the ways in which a register was computed, within its function. */
final class Derivations {
  private static final int MOST_STEPS = 10_000;
  private static final int MOST_WAYS = 64;
  private static final int LONGEST = 32;

  /** Arithmetic and moves found on the way back, the last one first. */
  private record Trail(Instruction step, int node, int length, @Nullable Trail later) {
    // Written by hand: javac's version is linked at first use, which delays start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Trail that
          && that.node == node
          && that.length == length
          && Objects.equals(that.later, later);
    }

    @Override
    public int hashCode() {
      return 31 * node + Objects.hashCode(later);
    }
  }

  private record Position(int node, int register, @Nullable Trail trail) {
    // Written by hand: javac's version is linked at first use, which delays start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Position that
          && that.node == node
          && that.register == register
          && Objects.equals(that.trail, trail);
    }

    @Override
    public int hashCode() {
      return (31 * node + register) * 31 + Objects.hashCode(trail);
    }
  }

  private final ProgramPaths paths;
  private final List<Derivation> found = new ArrayList<>();
  private final List<Position> pending = new ArrayList<>();
  private final Set<Position> seen = new HashSet<>();

  Derivations(ProgramPaths paths) {
    this.paths = paths;
  }

  /** One derivation for each way; {@link Derivation#UNKNOWN} for ways that are not that simple. */
  List<Derivation> of(int node, int register) {
    add(node, register, null);
    for (int left = MOST_STEPS; !pending.isEmpty(); left--) {
      if (left == 0 || found.size() > MOST_WAYS) {
        found.add(Derivation.UNKNOWN);
        break;
      }
      Position at = pending.removeLast();
      back(at, paths.previous(at.node()));
      for (int from : paths.coveredFrom(at.node())) {
        back(at, from);
      }
    }
    return found;
  }

  private void add(int node, int register, @Nullable Trail trail) {
    if (trail != null && trail.length() > LONGEST) {
      found.add(Derivation.UNKNOWN);
      return;
    }
    Position position = new Position(node, register, trail);
    // A node can be reached twice only where paths meet.
    if (paths.coveredFrom(node).length == 0 || seen.add(position)) {
      pending.add(position);
    }
  }

  private static Trail longer(Instruction step, int node, @Nullable Trail later) {
    return new Trail(step, node, later == null ? 1 : later.length() + 1, later);
  }

  private void back(Position at, int before) {
    if (before == ProgramPaths.NONE || paths.depth(before) != paths.depth(at.node())) {
      found.add(Derivation.UNKNOWN);
      return;
    }
    Instruction insn = paths.instruction(before);
    int register = at.register();
    boolean arithmetic = isArithmetic(insn.opcode());
    boolean copy =
        arithmetic
            && operation(insn.opcode()) == MOV
            && source(insn.opcode()) == X
            && insn.offset() == 0;
    if (!writes(insn, register)) {
      add(before, register, at.trail());
    } else if (!arithmetic) {
      found.add(derivation(before, at.trail()));
    } else if (copy) {
      add(before, insn.src(), longer(insn, before, at.trail()));
    } else if (source(insn.opcode()) == K && operation(insn.opcode()) != END) {
      Trail trail = longer(insn, before, at.trail());
      if (operation(insn.opcode()) == MOV) {
        found.add(derivation(before, trail));
      } else {
        add(before, register, trail);
      }
    } else {
      found.add(Derivation.UNKNOWN);
    }
  }

  private static boolean writes(Instruction insn, int register) {
    return switch (insn.instructionClass()) {
      case LD -> register == (insn.opcode() == LD_IMM64 ? insn.dst() : 0);
      case ALU, ALU64 -> register == insn.dst();
      case LDX, STX -> register == insn.loadedRegister();
      case ST -> false;
      default -> insn.opcode() == (JMP | CALL) && register <= 5;
    };
  }

  private Derivation derivation(int node, @Nullable Trail trail) {
    List<Instruction> steps = new ArrayList<>();
    Operand.Bounded range = null;
    for (Trail at = trail; at != null; at = at.later()) {
      if (range == null && operation(at.step().opcode()) != MOV) {
        range = paths.result(at.node()) instanceof Operand.Bounded b ? b : null;
      }
      steps.add(at.step());
    }
    return new Derivation(node, steps, range);
  }
}
