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

  /** By instruction; instructions that find the same share it, so that nobody writes to it. */
  private final Origin[][] before;

  /** What the instruction that is looked at leaves; its own where it changed something. */
  private Origin[] state;

  private boolean own;

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
    state = entry;
    int from = graph.orderStart(subprogram);
    int to = graph.orderStart(subprogram + 1);
    boolean once = graph.isOrdered(subprogram);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int place = to - 1; place >= from; place--) {
        changed |= step(graph.inOrder(place)) && !once;
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
    Origin[] found = before[at - start];
    if (found == null) {
      return false;
    }
    state = found;
    own = false;
    apply(env.instructions[at]);
    boolean changed = false;
    for (int s = 0; s < 2; s++) {
      int to = graph.successor(at, s) - start;
      if (to >= 0 && to < before.length) {
        changed |= join(to);
      }
    }
    return changed;
  }

  @SuppressWarnings("ReferenceEquality") // shared arrays are one
  private boolean join(int to) {
    Origin[] known = before[to];
    if (known == state) {
      return false;
    }
    if (known == null) {
      before[to] = state;
      own = false;
      return true;
    }
    Origin[] result = null;
    for (int i = 0; i < known.length; i++) {
      Origin joined = known[i].join(state[i]);
      if (!joined.sameAs(known[i])) {
        result = result == null ? known.clone() : result;
        result[i] = joined;
      }
    }
    if (result == null) {
      return false;
    }
    before[to] = result;
    return true;
  }

  @SuppressWarnings("ReferenceEquality") // one that is the same is as good, and rare
  private void set(int place, Origin value) {
    if (state[place] != value) {
      if (!own) {
        state = state.clone();
        own = true;
      }
      state[place] = value;
    }
  }

  /** The origin in a register before an instruction; {@link Origin#UNVISITED} if unreachable. */
  Origin register(int slot, int number) {
    Origin[] found = before[slot - start];
    return found == null || number >= REGISTERS ? Origin.UNVISITED : found[number];
  }

  /** The origins in the stack slots before an instruction. */
  Origin[] stack(int slot) {
    Origin[] found = before[slot - start];
    return found == null ? new Origin[0] : Arrays.copyOfRange(found, REGISTERS, found.length);
  }

  /** {@code arg_track_xfer}. */
  private void apply(Instruction insn) {
    int dst = insn.dst();
    int code = insn.opcode();
    switch (insn.instructionClass()) {
      case Opcode.ALU64 -> set(dst, arithmetic(insn));
      case Opcode.ALU -> set(dst, Origin.NONE);
      case Opcode.JMP -> {
        if (code == (Opcode.JMP | Opcode.CALL)) {
          for (int register = 0; register < FrameState.CALLER_SAVED; register++) {
            set(register, Origin.NONE);
          }
        }
      }
      case Opcode.LDX -> set(dst, load(insn));
      case Opcode.LD -> {
        if (Opcode.mode(code) == Opcode.IMM) {
          set(dst, Origin.NONE);
        }
      }
      case Opcode.STX -> store(insn);
      case Opcode.ST -> {
        if (Opcode.mode(code) == Opcode.MEM && mayBeLocal(dst)) {
          clear(insn);
        }
      }
      default -> {}
    }
  }

  private Origin arithmetic(Instruction insn) {
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

  private boolean mayBeLocal(int register) {
    return register == FrameState.FRAME_POINTER || state[register].mayBeIn(depth);
  }

  private Origin load(Instruction insn) {
    if (insn.opcode() != (Opcode.LDX | Opcode.MEM | Opcode.DW)) {
      return Origin.NONE;
    }
    Origin src = state[insn.src()];
    if (mayBeLocal(insn.src())) {
      return fill(insn, src, state, REGISTERS, depth);
    }
    if (src.isOfOneFrame()) {
      return fill(insn, src, outer[src.frame()], 0, src.frame());
    }
    return src.isOfSeveral() && src.frames() != 0 ? src : Origin.NONE;
  }

  /** {@code fill_from_stack}. */
  private static Origin fill(
      Instruction insn, Origin pointer, Origin[] stack, int first, int frame) {
    Origin anything = Origin.inSeveral((1 << frame + 1) - 1);
    if (insn.src() == FrameState.FRAME_POINTER) {
      int slot = slot(insn.offset());
      return slot < 0 ? anything : held(stack, first + slot);
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
      result = result.join(held(stack, first + slot));
    }
    return result;
  }

  private static Origin held(Origin[] stack, int place) {
    return place < stack.length ? stack[place] : Origin.NONE;
  }

  /** {@code fp_off_to_slot}. */
  private static int slot(int offset) {
    return offset >= 0 || offset < -MOST_SLOTS * SLOT || offset % SLOT != 0
        ? -1
        : -offset / SLOT - 1;
  }

  private void store(Instruction insn) {
    boolean local = mayBeLocal(insn.dst());
    int mode = Opcode.mode(insn.opcode());
    if (local && mode == Opcode.MEM) {
      Origin value = Opcode.size(insn.opcode()) == Opcode.DW ? state[insn.src()] : Origin.NONE;
      spill(insn, value);
    }
    if (mode == Opcode.ATOMIC) {
      if (local && insn.imm() != Opcode.LOAD_ACQ) {
        clear(insn);
      }
      int loaded = insn.loadedRegister();
      if (loaded >= 0) {
        set(loaded, Origin.NONE);
      }
    }
  }

  /** {@code spill_to_stack}. */
  private void spill(Instruction insn, Origin value) {
    if (insn.dst() == FrameState.FRAME_POINTER) {
      put(slot(insn.offset()), value, true);
      return;
    }
    short[] offsets = state[insn.dst()].offsets();
    if (offsets.length == 0) {
      for (int slot = 0; slot < slots; slot++) {
        put(slot, value, false);
      }
    }
    for (short offset : offsets) {
      int at = offset + insn.offset();
      if ((short) at == at) {
        put(slot(at), value, offsets.length == 1);
      }
    }
  }

  private void put(int slot, Origin value, boolean certain) {
    if (slot >= 0 && slot < slots) {
      int at = REGISTERS + slot;
      set(at, certain ? value : state[at].join(value));
    }
  }

  /** {@code clear_stack_for_all_offs}. */
  private void clear(Instruction insn) {
    int size = Opcode.bytes(insn.opcode());
    if (insn.dst() == FrameState.FRAME_POINTER) {
      clear(insn.offset(), size, true);
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
      clear(at, size, offsets.length == 1);
    }
    if (anywhere) {
      for (int slot = 0; slot < slots; slot++) {
        put(slot, Origin.NONE, false);
      }
    }
  }

  private void clear(int offset, int size, boolean certain) {
    for (int slot = 0; slot < slots; slot++) {
      int from = -(slot + 1) * SLOT;
      if (from < offset + size && from + SLOT > offset) {
        put(slot, Origin.NONE, certain);
      }
    }
  }
}
