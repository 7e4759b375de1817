package io.github.hidbpf4j.bpf.verifier.live;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.ConstantMemory;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds registers that hold the same value at an instruction on all paths within the function: a
 * number, a map, an address in a map value, a function ({@code bpf_compute_const_regs}).
 */
final class ConstantRegisters {
  private static final int REGISTERS = FrameState.REGISTERS;
  private static final long UINT_MAX = 0xffff_ffffL;

  private enum Kind {
    NUMBER,
    MAP,
    MAP_VALUE,
    FUNCTION
  }

  /**
   * What a register holds.
   *
   * @param map index of the map, for maps and their values
   * @param number the number, offset in the value, or number of the function
   */
  private record Constant(@Nullable Kind kind, int map, long number) {
    static final Constant UNKNOWN = new Constant(null, 0, 0);

    // Written by hand: the javac-generated method of a record is linked at first use, which delays
    // start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Constant that
          && that.kind == kind
          && that.map == map
          && that.number == number;
    }

    @Override
    public int hashCode() {
      return 31 * map + Long.hashCode(number);
    }

    static Constant of(long number) {
      return new Constant(Kind.NUMBER, 0, number);
    }

    boolean isNumber() {
      return kind == Kind.NUMBER;
    }

    boolean moves() {
      return kind == Kind.NUMBER || kind == Kind.MAP_VALUE;
    }

    Constant plus(long delta) {
      return new Constant(kind, map, number + delta);
    }
  }

  /** Of an instruction that nobody came to. */
  private static final @Nullable Constant[] UNVISITED = new Constant[REGISTERS];

  private final VerifierEnv env;
  private final InstructionGraph graph;

  /** By instruction; instructions that find the same share it, so that nobody writes to it. */
  private final @Nullable Constant[][] before;

  /** What the instruction that is looked at leaves; its own where it changed something. */
  private @Nullable Constant[] after = UNVISITED;

  private boolean own;

  /** Computes them. */
  ConstantRegisters(VerifierEnv env, InstructionGraph graph) {
    this.env = env;
    this.graph = graph;
    before = new Constant[graph.size()][];
    Arrays.fill(before, UNVISITED);
    Constant[] entry = new Constant[REGISTERS];
    Arrays.fill(entry, Constant.UNKNOWN);
    env.subprograms().forEach(f -> before[f.start] = entry);
    boolean once = graph.isOrdered();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int place = graph.count() - 1; place >= 0; place--) {
        int at = graph.inOrder(place);
        after = before[at];
        own = false;
        apply(at);
        for (int s = 0; s < 2; s++) {
          int to = graph.successor(at, s);
          changed |= to >= 0 && join(to) && !once;
        }
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // shared arrays are one
  private boolean join(int to) {
    @Nullable Constant[] known = before[to];
    if (known == after) {
      return false;
    }
    if (known == UNVISITED) {
      before[to] = after;
      own = false;
      return true;
    }
    @Nullable Constant @Nullable [] joined = null;
    for (int r = 0; r < REGISTERS; r++) {
      Constant old = known[r];
      Constant found = after[r];
      if (old == null ? found != null : old.kind != null && !old.equals(found)) {
        joined = joined == null ? known.clone() : joined;
        joined[r] = old == null ? found : Constant.UNKNOWN;
      }
    }
    if (joined == null) {
      return false;
    }
    before[to] = joined;
    return true;
  }

  @SuppressWarnings("ReferenceEquality") // one that is equal is as good, and rare
  private void set(int register, Constant value) {
    if (after[register] != value) {
      if (!own) {
        after = after.clone();
        own = true;
      }
      after[register] = value;
    }
  }

  private void apply(int slot) {
    Instruction insn = env.instructions[slot];
    int dst = insn.dst();
    switch (insn.instructionClass()) {
      case Opcode.ALU, Opcode.ALU64 -> {
        Constant result = arithmetic(insn, value(dst), value(insn.src()));
        if (insn.instructionClass() == Opcode.ALU) {
          result = result.isNumber() ? Constant.of(result.number & UINT_MAX) : Constant.UNKNOWN;
        }
        set(dst, result);
      }
      case Opcode.LD -> {
        if (insn.opcode() == Opcode.LD_IMM64) {
          set(dst, immediate(insn, slot));
        } else if (Opcode.mode(insn.opcode()) != Opcode.IMM) {
          clearCallerSaved();
        }
      }
      case Opcode.LDX -> set(dst, load(insn, value(insn.src())));
      case Opcode.STX -> {
        int loaded = insn.loadedRegister();
        if (loaded >= 0) {
          set(loaded, Constant.UNKNOWN);
        }
      }
      case Opcode.JMP -> {
        if (insn.opcode() == (Opcode.JMP | Opcode.CALL)) {
          clearCallerSaved();
        }
      }
      default -> {}
    }
  }

  private Constant value(int number) {
    Constant value = number < REGISTERS ? after[number] : null;
    return value == null ? Constant.UNKNOWN : value;
  }

  private void clearCallerSaved() {
    for (int register = 0; register < FrameState.CALLER_SAVED; register++) {
      set(register, Constant.UNKNOWN);
    }
  }

  private static Constant arithmetic(Instruction insn, Constant dst, Constant src) {
    int imm = insn.imm();
    return switch (Opcode.operation(insn.opcode()) | Opcode.source(insn.opcode())) {
      case Opcode.MOV | Opcode.K -> Constant.of(imm);
      case Opcode.MOV | Opcode.X -> moved(insn.offset(), src);
      case Opcode.ADD | Opcode.K -> dst.moves() ? dst.plus(imm) : Constant.UNKNOWN;
      case Opcode.SUB | Opcode.K -> dst.moves() ? dst.plus(-(long) imm) : Constant.UNKNOWN;
      case Opcode.AND | Opcode.K -> and(dst, Constant.of(imm));
      case Opcode.AND | Opcode.X -> and(dst, src);
      default -> Constant.UNKNOWN;
    };
  }

  private static Constant moved(int width, Constant src) {
    if (width == 0) {
      return src;
    }
    if (!src.isNumber()) {
      return Constant.UNKNOWN;
    }
    return switch (width) {
      case Byte.SIZE -> Constant.of((byte) src.number);
      case Short.SIZE -> Constant.of((short) src.number);
      case Integer.SIZE -> Constant.of(src.number << Integer.SIZE >> Integer.SIZE);
      default -> Constant.UNKNOWN;
    };
  }

  private static Constant and(Constant a, Constant b) {
    if (a.isNumber() && a.number == 0 || b.isNumber() && b.number == 0) {
      return Constant.of(0);
    }
    return a.isNumber() && b.isNumber() ? Constant.of(a.number & b.number) : Constant.UNKNOWN;
  }

  private Constant immediate(Instruction insn, int slot) {
    int high = env.instructions[slot + 1].imm();
    return switch (insn.src()) {
      case 0 -> Constant.of((long) high << 32 | insn.imm() & UINT_MAX);
      case Opcode.PSEUDO_FUNC -> {
        int number = env.findSubprogram(slot + insn.imm() + 1);
        yield number < 0 ? Constant.UNKNOWN : new Constant(Kind.FUNCTION, 0, number);
      }
      case Opcode.PSEUDO_MAP_FD, Opcode.PSEUDO_MAP_IDX -> new Constant(Kind.MAP, insn.imm(), 0);
      case Opcode.PSEUDO_MAP_VALUE, Opcode.PSEUDO_MAP_IDX_VALUE ->
          new Constant(Kind.MAP_VALUE, insn.imm(), high & UINT_MAX);
      default -> Constant.UNKNOWN;
    };
  }

  private Constant load(Instruction insn, Constant src) {
    if (src.kind != Kind.MAP_VALUE) {
      return Constant.UNKNOWN;
    }
    MapSpec map = env.program.maps().get(src.map);
    int off = (int) src.number + insn.offset();
    int size = Opcode.bytes(insn.opcode());
    return ConstantMemory.isConstant(map) && off >= 0 && off + size <= map.valueSize()
        ? Constant.of(
            ConstantMemory.read(map, off, size, Opcode.mode(insn.opcode()) == Opcode.MEMSX))
        : Constant.UNKNOWN;
  }

  // ---- what was found

  private @Nullable Constant at(int slot, int register, Kind kind) {
    Constant found = before[slot][register];
    return found != null && found.kind == kind ? found : null;
  }

  /** The number in a register before an instruction, if it fits in 32 bits; else -1. */
  long number(int slot, int register) {
    Constant found = at(slot, register, Kind.NUMBER);
    return found == null || (found.number & ~UINT_MAX) != 0 ? -1 : found.number;
  }

  /** The map that a register points to before an instruction, or null. */
  @Nullable MapSpec map(int slot, int register) {
    Constant found = at(slot, register, Kind.MAP);
    return found == null ? null : env.program.maps().get(found.map);
  }

  /** Number of the function that a register points to before an instruction; else -1. */
  int function(int slot, int register) {
    Constant found = at(slot, register, Kind.FUNCTION);
    return found == null ? -1 : (int) found.number;
  }

  /**
   * Turns branches that always go one way into jumps ({@code bpf_prune_dead_branches}).
   *
   * @return whether there was one
   */
  boolean foldBranches() {
    boolean changed = false;
    for (int i = 0; i < graph.size(); i++) {
      Instruction insn = env.instructions[i];
      if (!isBranch(insn)) {
        continue;
      }
      long dst = number(i, insn.dst());
      boolean constant = Opcode.source(insn.opcode()) == Opcode.K;
      long src = constant ? insn.imm() : number(i, insn.src());
      if (dst < 0 || !constant && src < 0) {
        continue;
      }
      boolean narrow = insn.instructionClass() == Opcode.JMP32;
      long left = narrow ? (int) dst : dst;
      long right = narrow ? (int) src : src;
      int distance = isTaken(Opcode.operation(insn.opcode()), left, right) ? insn.offset() : 0;
      env.instructions[i] = new Instruction(Opcode.JMP | Opcode.JA, 0, 0, (short) distance, 0);
      changed = true;
    }
    return changed;
  }

  /** Whether it is a branch that numbers in registers decide. */
  static boolean isBranch(Instruction insn) {
    int operation = Opcode.operation(insn.opcode());
    return Opcode.isJumpClass(insn.opcode())
        && operation != Opcode.JA
        && operation != Opcode.CALL
        && operation != Opcode.EXIT
        && operation != Opcode.JCOND
        && operation < Opcode.JCOND
        && insn.dst() < REGISTERS
        && insn.src() < REGISTERS;
  }

  private static boolean isTaken(int operation, long a, long b) {
    return switch (operation) {
      case Opcode.JEQ -> a == b;
      case Opcode.JNE -> a != b;
      case Opcode.JGT -> Long.compareUnsigned(a, b) > 0;
      case Opcode.JGE -> Long.compareUnsigned(a, b) >= 0;
      case Opcode.JLT -> Long.compareUnsigned(a, b) < 0;
      case Opcode.JLE -> Long.compareUnsigned(a, b) <= 0;
      case Opcode.JSGT -> a > b;
      case Opcode.JSGE -> a >= b;
      case Opcode.JSLT -> a < b;
      case Opcode.JSLE -> a <= b;
      default -> (a & b) != 0;
    };
  }
}
