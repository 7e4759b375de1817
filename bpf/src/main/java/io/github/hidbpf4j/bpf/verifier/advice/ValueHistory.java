package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Traces the value of a register on the failing path: where it came from and where it lost its
 * type, followed backwards from the last step, through moves, spills, fills and calls of the
 * program's own functions.
 */
final class ValueHistory {
  /** How a value came into being. */
  enum Kind {
    /** The result of a helper, kfunc or own function. */
    RESULT,
    /** Read from memory other than a spilled register. */
    LOADED,
    /** An immediate. */
    CONSTANT,
    /** The address of a map, a map value, a kernel variable or a function. */
    ADDRESS,
    /** The address of a local variable. */
    FRAME,
    /** Arithmetic. */
    COMPUTED,
    /** A spilled register of which a part was overwritten. */
    PATCHED,
    /** The low 32 bits of a pointer. */
    TRUNCATED,
    /** A parameter of the function or callback. */
    PARAMETER,
    /** Unknown. */
    UNKNOWN
  }

  /**
   * Where a value came from.
   *
   * @param slot the instruction; the first one of the function for parameters; -1 when unknown
   * @param register the register that it wrote, or that holds the parameter
   * @param step the step of the path; -1 where it came from before the path or is unknown
   */
  record Origin(Kind kind, int slot, int register, int step) {
    static final Origin UNKNOWN = new Origin(Kind.UNKNOWN, -1, -1, -1);

    // Written by hand: the javac-generated method of a record is linked at first use, which delays
    // start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Origin that
          && that.kind == kind
          && that.slot == slot
          && that.register == register
          && that.step == step;
    }

    @Override
    public int hashCode() {
      return ((31 * kind.hashCode() + slot) * 31 + register) * 31 + step;
    }
  }

  /**
   * Where a pointer was moved by a number other than an immediate.
   *
   * @param step the step of the path
   * @param register the number
   */
  record Move(int step, int register) {}

  /**
   * Where a pointer stopped being one.
   *
   * @param slot the instruction: a call, a store, or the comparison that found it to be NULL
   * @param type its type before
   */
  record Loss(int slot, int type) {}

  private final LinkedProgram program;
  private final FailingPath path;
  private int frame;
  private int register;

  /** Stack slot to which the value is spilled; -1 while it is in {@link #register}. */
  private int stackSlot;

  private final List<Move> moves = new ArrayList<>();

  /** Register to which {@link #stackSlot} is relative: the frame pointer of {@link #frame}. */
  private ValueHistory(LinkedProgram program, FailingPath path, int step, int register) {
    this.program = program;
    this.path = path;
    this.register = register;
    this.frame = step < 0 ? 0 : path.frame(step);
    this.stackSlot = -1;
  }

  /** The origin of a register's value before the last step. */
  static Origin origin(LinkedProgram program, FailingPath path, int register) {
    return originAt(program, path, path.size() - 1, register, new ArrayList<>());
  }

  /**
   * The origin of a register's value before a step.
   *
   * @param moves receives the moves of the pointer since then, the last one first
   */
  static Origin originAt(
      LinkedProgram program, FailingPath path, int step, int register, List<? super Move> moves) {
    ValueHistory history = new ValueHistory(program, path, step, register);
    Origin origin = history.findOrigin(step - 1);
    moves.addAll(history.moves);
    return origin;
  }

  /** Whether the pointer in a register was moved by a number other than an immediate. */
  static boolean isMoved(LinkedProgram program, FailingPath path, int register) {
    ValueHistory history = new ValueHistory(program, path, path.size() - 1, register);
    history.findOrigin(path.size() - 2);
    return !history.moves.isEmpty();
  }

  /** Where the number in a register before the last step stopped being a pointer, or null. */
  static @Nullable Loss loss(LinkedProgram program, FailingPath path, int register) {
    return new ValueHistory(program, path, path.size() - 1, register).findLoss();
  }

  /**
   * The last call before the last step, in the same frame, that clobbered an argument register; -1
   * when it never held a value.
   */
  static int clobberedBy(FailingPath path, int register) {
    int last = path.size() - 1;
    for (int i = last - 1; i >= 0; i--) {
      if (path.frame(i) < path.frame(last)) {
        return -1;
      }
      if (path.frame(i) == path.frame(last) && path.type(i, register) != RegisterType.NOT_INIT) {
        return path.slot(i);
      }
    }
    return -1;
  }

  /**
   * The last instruction before which a slot of a frame's stack still held a dynptr or iterator
   * that it holds no more; -1 when it never held one.
   */
  static int lostAtStep(FailingPath path, int frame, int stackSlot) {
    for (int i = path.size() - 1; i >= 0 && path.frame(i) >= frame; i--) {
      if (path.frame(i) == frame && path.holdsObject(i, stackSlot)) {
        return path.slot(i);
      }
    }
    return -1;
  }

  /** The instruction after which a dynptr or iterator is in a slot of a frame's stack; or -1. */
  static int createdAt(FailingPath path, int frame, int stackSlot) {
    for (int i = path.size() - 1; i >= 0 && path.frame(i) >= frame; i--) {
      if (path.frame(i) == frame && !path.holdsObject(i, stackSlot)) {
        return path.slot(i);
      }
    }
    return -1;
  }

  private Origin findOrigin(int last) {
    for (int i = last; i >= 0; i--) {
      Origin found = stepBack(i);
      if (found != null) {
        return found;
      }
    }
    return path.isWhole() && path.size() > 0 ? parameter(path.slot(0)) : Origin.UNKNOWN;
  }

  /** Origin of a value at function entry: a parameter or the frame pointer. */
  private Origin parameter(int firstSlot) {
    if (stackSlot >= 0 || register == 0 || register > 5 && register != FrameState.FRAME_POINTER) {
      return Origin.UNKNOWN;
    }
    return register == FrameState.FRAME_POINTER
        ? new Origin(Kind.FRAME, -1, register, -1)
        : new Origin(Kind.PARAMETER, firstSlot, register, -1);
  }

  private @Nullable Loss findLoss() {
    if (path.size() == 0 || FailingPath.isPointer(path.type(path.size() - 1, register))) {
      return null;
    }
    for (int i = path.size() - 2; i >= 0; i--) {
      int wasFrame = frame;
      int wasRegister = register;
      int wasStackSlot = stackSlot;
      Origin end = stepBack(i);
      boolean same = frame == wasFrame && register == wasRegister && stackSlot == wasStackSlot;
      if (path.frame(i) == frame && (same || end == null)) {
        if (stackSlot >= 0) {
          if (same && path.holdsPointer(i, stackSlot)) {
            return new Loss(path.slot(i), RegisterType.NOT_INIT);
          }
        } else if (same && end == null && FailingPath.isPointer(path.type(i, register))) {
          return new Loss(path.slot(i), path.type(i, register));
        }
      }
      if (end != null) {
        return null;
      }
    }
    return null;
  }

  /** Goes back one step; returns the origin of the value if this step produced it. */
  private @Nullable Origin stepBack(int step) {
    int at = path.frame(step);
    if (at > frame) {
      if (stackSlot < 0 && register == 0 && path.frame(step + 1) == frame) {
        // back into the function that returned it
        if (instruction(step).opcode() == (Opcode.JMP | Opcode.EXIT)) {
          frame = at;
        }
      }
      return null;
    }
    Instruction insn = instruction(step);
    if (at < frame) {
      if (isPseudoCall(insn) && stackSlot < 0 && register >= 1 && register <= 5) {
        frame = at;
        return null;
      }
      return parameter(path.slot(step + 1));
    }
    return stackSlot >= 0 ? backOverStore(step, insn) : backOver(step, insn);
  }

  private @Nullable Origin backOverStore(int step, Instruction insn) {
    int kind = insn.instructionClass();
    if (kind != Opcode.STX && kind != Opcode.ST
        || insn.isLoad()
        || insn.dst() != FrameState.FRAME_POINTER
        || stackSlotAt(insn.offset()) != stackSlot) {
      return null;
    }
    if (!insn.isStore()
        || Opcode.size(insn.opcode()) != Opcode.DW
        || insn.offset() % StackSlot.SIZE != 0) {
      return new Origin(Kind.PATCHED, path.slot(step), -1, step);
    }
    if (kind == Opcode.ST) {
      return new Origin(Kind.CONSTANT, path.slot(step), -1, step);
    }
    stackSlot = -1;
    register = insn.src();
    return null;
  }

  private static int stackSlotAt(int offset) {
    return offset >= 0 ? Integer.MAX_VALUE : (-offset - 1) / StackSlot.SIZE;
  }

  private @Nullable Origin backOver(int step, Instruction insn) {
    int slot = path.slot(step);
    switch (insn.instructionClass()) {
      case Opcode.ALU, Opcode.ALU64 -> {
        return insn.dst() == register ? backOverArithmetic(step, insn) : null;
      }
      case Opcode.LDX, Opcode.STX -> {
        if (insn.loadedRegister() != register) {
          return null;
        }
        if (insn.isLoad()
            && insn.src() == FrameState.FRAME_POINTER
            && Opcode.size(insn.opcode()) == Opcode.DW
            && insn.offset() < 0
            && insn.offset() % StackSlot.SIZE == 0) {
          stackSlot = stackSlotAt(insn.offset());
          return null;
        }
        return new Origin(Kind.LOADED, slot, register, step);
      }
      case Opcode.LD -> {
        if (Opcode.mode(insn.opcode()) == Opcode.IMM) {
          return insn.dst() == register
              ? new Origin(insn.src() == 0 ? Kind.CONSTANT : Kind.ADDRESS, slot, register, step)
              : null;
        }
        return register == 0 ? new Origin(Kind.LOADED, slot, register, step) : null;
      }
      case Opcode.JMP -> {
        return insn.opcode() == (Opcode.JMP | Opcode.CALL) && register == 0
            ? new Origin(Kind.RESULT, slot, register, step)
            : null;
      }
      default -> {
        return null;
      }
    }
  }

  private @Nullable Origin backOverArithmetic(int step, Instruction insn) {
    int slot = path.slot(step);
    boolean wide = insn.instructionClass() == Opcode.ALU64;
    boolean fromRegister = Opcode.source(insn.opcode()) == Opcode.X;
    if (Opcode.operation(insn.opcode()) == Opcode.MOV) {
      if (!fromRegister) {
        return new Origin(Kind.CONSTANT, slot, register, step);
      }
      if (!wide && FailingPath.isPointer(path.type(step, insn.src()))) {
        return new Origin(Kind.TRUNCATED, slot, register, step);
      }
      register = insn.src();
      return register == FrameState.FRAME_POINTER
          ? new Origin(Kind.FRAME, slot, register, step)
          : null;
    }
    if (wide
        && fromRegister
        && Opcode.operation(insn.opcode()) == Opcode.ADD
        && !FailingPath.isPointer(path.type(step, register))
        && FailingPath.isPointer(path.type(step, insn.src()))) {
      moves.add(new Move(step, register));
      register = insn.src(); // number += pointer
      return null;
    }
    if (wide
        && FailingPath.isPointer(path.type(step, register))
        && !(fromRegister && FailingPath.isPointer(path.type(step, insn.src())))) {
      if (fromRegister) {
        moves.add(new Move(step, insn.src()));
      }
      return null; // pointer += number: the same pointer, moved
    }
    return new Origin(Kind.COMPUTED, slot, register, step);
  }

  private static boolean isPseudoCall(Instruction insn) {
    return insn.opcode() == (Opcode.JMP | Opcode.CALL) && insn.src() == Opcode.PSEUDO_CALL;
  }

  private Instruction instruction(int step) {
    return program.instructions().get(path.slot(step));
  }
}
