package io.github.hidbpf4j.bpf.verifier.live;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import java.util.Arrays;

/**
 * Tracks pointers into stacks within one function, called with certain arguments: in registers and
 * spilled to its own stack ({@code compute_subprog_args}). A stack slot that no store of the
 * function can reach holds no pointer, and is not tracked.
 */
final class PointerFlow {
  private static final int REGISTERS = FrameState.REGISTERS;
  private static final int MOST_SLOTS = 64;
  private static final int SLOT = Long.BYTES;

  private final VerifierEnv env;
  private final InstructionGraph graph;
  private final int depth;
  private final int start;
  private final int slots;
  private final Origin[][] before;

  /** Spilled pointers of the callers, at their calls; by frame. */
  private final Origin[][] outer;

  /**
   * Iterates until nothing changes.
   *
   * @param arguments origins of R1 to R5, by number of the register
   * @param outer contents of the callers' stacks, by frame
   */
  PointerFlow(
      VerifierEnv env,
      InstructionGraph graph,
      int subprogram,
      int depth,
      Origin[] arguments,
      Origin[][] outer) {
    this.env = env;
    this.graph = graph;
    this.depth = depth;
    this.outer = outer;
    SubprogramFacts function = env.subprograms().get(subprogram);
    start = function.start;
    slots = reachedSlots(function);
    before = new Origin[function.end - start][];
    Origin[] entry = new Origin[REGISTERS + slots];
    Arrays.fill(entry, Origin.NONE);
    System.arraycopy(arguments, 1, entry, 1, 5);
    entry[FrameState.FRAME_POINTER] = Origin.at(depth, 0);
    before[0] = entry;
    int from = graph.orderStart(subprogram);
    int to = graph.orderStart(subprogram + 1);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int place = to - 1; place >= from; place--) {
        changed |= step(graph.inOrder(place));
      }
    }
  }

  /** Slots that stores through the frame pointer can reach; all if there are other stores. */
  private int reachedSlots(SubprogramFacts function) {
    int lowest = 0;
    for (int i = function.start; i < function.end; i++) {
      Instruction insn = env.instructions[i];
      if (insn.instructionClass() != Opcode.STX) {
        continue;
      }
      if (insn.dst() != FrameState.FRAME_POINTER) {
        return MOST_SLOTS;
      }
      lowest = Math.min(lowest, insn.offset());
    }
    return Math.min(MOST_SLOTS, (-lowest + SLOT - 1) / SLOT);
  }

  private boolean step(int at) {
    Origin[] state = before[at - start];
    if (state == null) {
      return false;
    }
    Origin[] after = state.clone();
    apply(env.instructions[at], after);
    boolean changed = false;
    for (int s = 0; s < 2; s++) {
      int to = graph.successor(at, s) - start;
      if (to >= 0 && to < before.length) {
        changed |= join(to, after);
      }
    }
    return changed;
  }

  private boolean join(int to, Origin[] from) {
    Origin[] old = before[to];
    if (old == null) {
      before[to] = from.clone();
      return true;
    }
    boolean changed = false;
    for (int i = 0; i < old.length; i++) {
      Origin joined = old[i].join(from[i]);
      if (!joined.sameAs(old[i])) {
        old[i] = joined;
        changed = true;
      }
    }
    return changed;
  }

  /** The origin in a register before an instruction; {@link Origin#UNVISITED} if unreachable. */
  Origin register(int slot, int number) {
    Origin[] state = before[slot - start];
    return state == null || number >= REGISTERS ? Origin.UNVISITED : state[number];
  }

  /** The origins in the stack slots before an instruction. */
  Origin[] stack(int slot) {
    Origin[] state = before[slot - start];
    return state == null ? new Origin[0] : Arrays.copyOfRange(state, REGISTERS, state.length);
  }

  /** {@code arg_track_xfer}. */
  private void apply(Instruction insn, Origin[] state) {
    int dst = insn.dst();
    int code = insn.opcode();
    switch (insn.instructionClass()) {
      case Opcode.ALU64 -> state[dst] = arithmetic(insn, state);
      case Opcode.ALU -> state[dst] = Origin.NONE;
      case Opcode.JMP -> {
        if (code == (Opcode.JMP | Opcode.CALL)) {
          Arrays.fill(state, 0, 6, Origin.NONE);
        }
      }
      case Opcode.LDX -> state[dst] = load(insn, state);
      case Opcode.LD -> {
        if (Opcode.mode(code) == Opcode.IMM) {
          state[dst] = Origin.NONE;
        }
      }
      case Opcode.STX -> store(insn, state);
      case Opcode.ST -> {
        if (Opcode.mode(code) == Opcode.MEM && mayBeLocal(state, dst)) {
          clear(insn, state);
        }
      }
      default -> {}
    }
  }

  private static Origin arithmetic(Instruction insn, Origin[] state) {
    Origin dst = state[insn.dst()];
    int operation = Opcode.operation(insn.opcode());
    if (Opcode.source(insn.opcode()) == Opcode.X) {
      Origin src = state[insn.src()];
      if (operation != Opcode.MOV) {
        return dst.combined(src);
      }
      return insn.offset() == 0 ? src : Origin.NONE;
    }
    return switch (operation) {
      case Opcode.MOV -> Origin.NONE;
      case Opcode.ADD -> dst.plus(insn.imm());
      case Opcode.SUB -> dst.plus(-(long) insn.imm());
      default -> dst.anywhere();
    };
  }

  private boolean mayBeLocal(Origin[] state, int register) {
    return register == FrameState.FRAME_POINTER || state[register].mayBeIn(depth);
  }

  private Origin load(Instruction insn, Origin[] state) {
    if (insn.opcode() != (Opcode.LDX | Opcode.MEM | Opcode.DW)) {
      return Origin.NONE;
    }
    Origin src = state[insn.src()];
    if (mayBeLocal(state, insn.src())) {
      Origin[] own = Arrays.copyOfRange(state, REGISTERS, state.length);
      return fill(insn, src, own, depth);
    }
    if (src.isOfOneFrame()) {
      return fill(insn, src, outer[src.frame()], src.frame());
    }
    return src.isOfSeveral() && src.frames() != 0 ? src : Origin.NONE;
  }

  /** {@code fill_from_stack}. */
  private static Origin fill(Instruction insn, Origin pointer, Origin[] stack, int frame) {
    Origin anything = Origin.inSeveral((1 << frame + 1) - 1);
    if (insn.src() == FrameState.FRAME_POINTER) {
      int slot = slot(insn.offset());
      return slot < 0 ? anything : held(stack, slot);
    }
    if (pointer.offsets().length == 0) {
      return anything;
    }
    Origin result = Origin.NONE;
    for (short offset : pointer.offsets()) {
      int at = offset + insn.offset();
      int slot = (short) at == at ? slot(at) : -1;
      if (slot < 0) {
        return anything;
      }
      result = result.join(held(stack, slot));
    }
    return result;
  }

  private static Origin held(Origin[] stack, int slot) {
    return slot < stack.length ? stack[slot] : Origin.NONE;
  }

  /** {@code fp_off_to_slot}. */
  private static int slot(int offset) {
    return offset >= 0 || offset < -MOST_SLOTS * SLOT || offset % SLOT != 0
        ? -1
        : -offset / SLOT - 1;
  }

  private void store(Instruction insn, Origin[] state) {
    boolean local = mayBeLocal(state, insn.dst());
    int mode = Opcode.mode(insn.opcode());
    if (local && mode == Opcode.MEM) {
      Origin value = Opcode.size(insn.opcode()) == Opcode.DW ? state[insn.src()] : Origin.NONE;
      spill(insn, state, value);
    }
    if (mode == Opcode.ATOMIC) {
      if (local && insn.imm() != Opcode.LOAD_ACQ) {
        clear(insn, state);
      }
      int loaded = insn.loadedRegister();
      if (loaded >= 0) {
        state[loaded] = Origin.NONE;
      }
    }
  }

  /** {@code spill_to_stack}. */
  private void spill(Instruction insn, Origin[] state, Origin value) {
    if (insn.dst() == FrameState.FRAME_POINTER) {
      put(state, slot(insn.offset()), value, true);
      return;
    }
    short[] offsets = state[insn.dst()].offsets();
    if (offsets.length == 0) {
      for (int slot = 0; slot < slots; slot++) {
        put(state, slot, value, false);
      }
    }
    for (short offset : offsets) {
      int at = offset + insn.offset();
      if ((short) at == at) {
        put(state, slot(at), value, offsets.length == 1);
      }
    }
  }

  private void put(Origin[] state, int slot, Origin value, boolean certain) {
    if (slot >= 0 && slot < slots) {
      int at = REGISTERS + slot;
      state[at] = certain ? value : state[at].join(value);
    }
  }

  /** {@code clear_stack_for_all_offs}. */
  private void clear(Instruction insn, Origin[] state) {
    int size = Opcode.bytes(insn.opcode());
    if (insn.dst() == FrameState.FRAME_POINTER) {
      clear(state, insn.offset(), size, true);
      return;
    }
    short[] offsets = state[insn.dst()].offsets();
    boolean anywhere = offsets.length == 0;
    for (short offset : offsets) {
      int at = offset + insn.offset();
      if ((short) at != at) {
        anywhere = true;
        break;
      }
      clear(state, at, size, offsets.length == 1);
    }
    if (anywhere) {
      for (int slot = 0; slot < slots; slot++) {
        put(state, slot, Origin.NONE, false);
      }
    }
  }

  private void clear(Origin[] state, int offset, int size, boolean certain) {
    for (int slot = 0; slot < slots; slot++) {
      int from = -(slot + 1) * SLOT;
      if (from < offset + size && from + SLOT > offset) {
        put(state, slot, Origin.NONE, certain);
      }
    }
  }
}
