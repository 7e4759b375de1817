package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import org.jspecify.annotations.Nullable;

/**
 * Determines which scalars must be precise: from a use that depends on a value it goes back along
 * the path and marks the registers and slots that the value came from in the states on the way
 * ({@code mark_chain_precision}). States with imprecise scalars prune more.
 */
public final class Precision {
  private static final int TAIL_CALL = 12;

  private final VerifierEnv env;
  private final History history;
  private final BacktrackedRegisters wanted = new BacktrackedRegisters();
  private final LinkedRegisters linked;
  private Liveness liveness;
  private boolean changed;

  /** Creates it for one verification. */
  public Precision(VerifierEnv env, History history) {
    this.env = env;
    this.history = history;
    linked = new LinkedRegisters(env);
    liveness = new ReadMarks(env);
  }

  /** Sets another source of liveness than marks. */
  void use(Liveness known) {
    liveness = known;
  }

  /** Marks a register of the innermost frame as precise ({@code mark_chain_precision}). */
  public void mark(int register) {
    wanted.start(env.state().currentFrame());
    wanted.setRegister(register);
    backtrack(env.state(), env.slot());
  }

  /** Marks the value spilled in this slot as precise. */
  public void markSlot(int frame, int slot) {
    wanted.start(env.state().currentFrame());
    wanted.setSlot(frame, slot);
    backtrack(env.state(), env.slot());
  }

  /** Marks the values spilled in these slots, a bit each, as precise. */
  public void markSlots(int frame, long slots) {
    wanted.start(env.state().currentFrame());
    for (long rest = slots; rest != 0; rest &= rest - 1) {
      wanted.setSlot(frame, Long.numberOfTrailingZeros(rest));
    }
    backtrack(env.state(), env.slot());
  }

  /**
   * Propagates the precision marks of an equal old state to the parents of the other ({@code
   * propagate_precision}).
   *
   * @return whether any parent changed
   */
  boolean propagate(VerifierState old, VerifierState current) {
    changed = false;
    wanted.start(current.currentFrame());
    boolean shows = env.log.showsAll();
    for (int f = old.currentFrame(); f >= 0; f--) {
      FrameState frame = old.frame(f);
      boolean first = true;
      for (int r = 0; r < FrameState.FRAME_POINTER; r++) {
        if (matters(frame.register(r))) {
          if (shows) {
            env.log.append((first ? "frame " + f + ": propagating r" : ",r") + r);
          }
          wanted.setRegister(f, r);
          first = false;
        }
      }
      for (int s = 0; s < frame.slotCount(); s++) {
        if (frame.slot(s).isSpilled() && matters(frame.slot(s).register)) {
          if (shows) {
            env.log.append((first ? "frame " + f + ": propagating fp" : ",fp") + -(s + 1) * 8);
          }
          wanted.setSlot(f, s);
          first = false;
        }
      }
      if (!first && shows) {
        env.log.append("\n");
      }
    }
    if (!wanted.isEmpty()) {
      backtrack(current, current.slot());
    }
    return changed;
  }

  private boolean matters(RegisterState r) {
    return r.isScalar() && r.isPrecise() && !liveness.isUnread(r);
  }

  /** {@code __mark_chain_precision}. */
  private void backtrack(VerifierState from, int slot) {
    VerifierState state = from;
    int firstSlot = state.firstSlot();
    int lastSlot = slot;
    int next = -1;
    boolean skip = true;
    while (true) {
      logState(lastSlot, firstSlot, next);
      if (lastSlot < 0) {
        enterFunction(state);
        return;
      }
      history.goBackOver(state);
      int at = lastSlot;
      while (true) {
        if (skip) {
          skip = false;
        } else if (!backtrackInstruction(at, next)) {
          markAllPrecise(from);
          return;
        }
        if (wanted.isEmpty()) {
          return;
        }
        next = at;
        boolean recorded = history.endsAt(at);
        if (at == state.firstSlot() && (history.left() == 0 || history.left() == 1 && recorded)) {
          break;
        }
        if (recorded) {
          at = history.stepBack();
        } else {
          at--;
        }
        if (at < 0 || at >= env.instructions.length) {
          throw bug("BUG backtracking idx " + at);
        }
      }
      VerifierState parent = state.parent();
      if (parent == null) {
        break;
      }
      state = parent;
      markIn(state);
      if (wanted.isEmpty()) {
        return;
      }
      next = firstSlot;
      lastSlot = state.lastSlot();
      firstSlot = state.firstSlot();
    }
    markAllPrecise(from);
  }

  private void logState(int lastSlot, int firstSlot, int next) {
    if (env.log.showsAll()) {
      env.verbose(
          "mark_precise: frame"
              + wanted.frame()
              + ": last_idx "
              + lastSlot
              + " first_idx "
              + firstSlot
              + " subseq_idx "
              + next
              + " ");
    }
  }

  /** Handles the start of a global function: only its arguments can still be wanted. */
  private void enterFunction(VerifierState state) {
    FrameState frame = state.frame(0);
    int registers = wanted.registers(0);
    if (state.currentFrame() == 0
        && frame.subprogram() > 0
        && frame.callsite() == FrameState.MAIN_FUNC
        && wanted.slots(0) == 0
        && (registers & ~BacktrackedRegisters.ARGUMENTS) == 0) {
      for (int r = 1; r <= 5; r++) {
        if ((registers >> r & 1) != 0 && frame.register(r).isScalar()) {
          frame.register(r).markPrecise();
          changed = true;
        }
      }
      return;
    }
    throw bug(
        "BUG backtracking func entry subprog %d reg_mask %x stack_mask %x"
            .formatted(frame.subprogram(), registers, wanted.slots(0)));
  }

  /** Marks what is wanted in a state; what was already marked need not be followed further. */
  private void markIn(VerifierState state) {
    for (int f = wanted.frame(); f >= 0; f--) {
      FrameState frame = state.frame(f);
      for (int mask = wanted.registers(f); mask != 0; mask &= mask - 1) {
        int r = Integer.numberOfTrailingZeros(mask);
        RegisterState register = frame.register(r);
        if (!register.isScalar() || register.isPrecise()) {
          wanted.clearRegister(f, r);
        } else {
          register.markPrecise();
          changed = true;
        }
      }
      for (long mask = wanted.slots(f); mask != 0; mask &= mask - 1) {
        int s = Long.numberOfTrailingZeros(mask);
        if (s >= frame.slotCount()) {
          throw bug(
              "BUG backtracking (stack slot %d, total slots %d)".formatted(s, frame.slotCount()));
        }
        StackSlot slot = frame.slot(s);
        if (!slot.isSpilledScalar() || slot.register.isPrecise()) {
          wanted.clearSlot(f, s);
        } else {
          slot.register.markPrecise();
          changed = true;
        }
      }
      if (env.log.showsAll()) {
        env.log.append(
            "mark_precise: frame"
                + f
                + ": parent state regs="
                + wanted.registerText(f)
                + " stack="
                + wanted.slotText(f)
                + ": ");
        env.text.printAll(frame);
      }
    }
  }

  /** {@code mark_all_scalars_precise}: in all parents. */
  void markAllPrecise(VerifierState current) {
    if (env.log.showsAll()) {
      env.verbose(
          "mark_precise: frame"
              + current.currentFrame()
              + ": falling back to forcing all scalars precise");
    }
    for (VerifierState s = current.parent(); s != null; s = s.parent()) {
      for (int f = 0; f <= s.currentFrame(); f++) {
        FrameState frame = s.frame(f);
        for (int r = 0; r < FrameState.FRAME_POINTER; r++) {
          force(frame.register(r), f, "r" + r);
        }
        for (int i = 0; i < frame.slotCount(); i++) {
          if (frame.slot(i).isSpilled()) {
            force(frame.slot(i).register, f, "fp" + -(i + 1) * 8);
          }
        }
      }
    }
  }

  private void force(RegisterState register, int frame, String name) {
    if (register.isScalar() && !register.isPrecise()) {
      register.markPrecise();
      if (env.log.showsAll()) {
        env.verbose("force_precise: frame" + frame + ": forcing " + name + " to be precise");
      }
    }
  }

  /** Clears the precision marks in a new checkpoint ({@code mark_all_scalars_imprecise}). */
  static void markAllImprecise(VerifierState state) {
    for (int f = 0; f <= state.currentFrame(); f++) {
      FrameState frame = state.frame(f);
      for (int r = 0; r < FrameState.FRAME_POINTER; r++) {
        RegisterState register = frame.register(r);
        if (register.isScalar()) {
          register.markImprecise();
        }
      }
      for (int i = 0; i < frame.slotCount(); i++) {
        StackSlot slot = frame.slot(i);
        if (slot.isSpilledScalar()) {
          slot.register.markImprecise();
        }
      }
    }
  }

  private Rejection bug(String message) {
    return env.reject(Errno.EFAULT, "%s", message);
  }

  /**
   * Goes back over one instruction ({@code backtrack_insn}).
   *
   * @return false when it cannot be tracked, so that everything must be precise
   */
  private boolean backtrackInstruction(int at, int next) {
    Instruction insn = env.instructions[at];
    if (insn.opcode() == 0) {
      return true;
    }
    if (env.log.showsAll()) {
      env.log.append(
          "mark_precise: frame"
              + wanted.frame()
              + ": regs="
              + wanted.registerText(wanted.frame())
              + " stack="
              + wanted.slotText(wanted.frame())
              + " before "
              + at
              + ": ");
      env.log.append(env.text.instructions().text(at));
      env.log.append("\n");
    }
    syncLinked(at);
    boolean followed =
        switch (insn.instructionClass()) {
          case Opcode.ALU, Opcode.ALU64 -> arithmetic(insn);
          case Opcode.LDX, Opcode.STX -> {
            int loaded = insn.loadedRegister();
            yield loaded >= 0
                ? load(loaded, history.flags(at))
                : store(insn, true, history.flags(at));
          }
          case Opcode.ST -> store(insn, false, history.flags(at));
          case Opcode.JMP, Opcode.JMP32 -> jump(insn, at, next, history.flags(at));
          default -> immediate(insn, at, next);
        };
    if (followed && !finished) {
      syncLinked(at);
    }
    finished = false;
    return followed;
  }

  /** Set where the kernel returns before it processes linked registers a second time. */
  private boolean finished;

  private boolean done() {
    finished = true;
    return true;
  }

  private void syncLinked(int slot) {
    long packed = history.linked(slot);
    if (packed == 0) {
      return;
    }
    linked.unpack(packed);
    boolean some = false;
    for (int i = 0; i < linked.count() && !some; i++) {
      some =
          linked.isRegister(i)
              ? wanted.hasRegister(linked.frame(i), linked.number(i))
              : wanted.hasSlot(linked.frame(i), linked.number(i));
    }
    for (int i = 0; some && i < linked.count(); i++) {
      if (linked.isRegister(i)) {
        wanted.setRegister(linked.frame(i), linked.number(i));
      } else {
        wanted.setSlot(linked.frame(i), linked.number(i));
      }
    }
  }

  private boolean arithmetic(Instruction insn) {
    int dst = insn.dst();
    if (!wanted.hasRegister(dst)) {
      return done();
    }
    int operation = Opcode.operation(insn.opcode());
    if (operation == Opcode.END || operation == Opcode.NEG) {
      return done();
    }
    if (operation == Opcode.MOV) {
      wanted.clearRegister(dst);
    }
    if (Opcode.source(insn.opcode()) == Opcode.X && insn.src() != FrameState.FRAME_POINTER) {
      wanted.setRegister(insn.src());
    }
    return true;
  }

  private boolean load(int register, int flags) {
    if (!wanted.hasRegister(register)) {
      return done();
    }
    wanted.clearRegister(register);
    if ((flags & History.STACK_ACCESS) == 0) {
      return done();
    }
    wanted.setSlot(History.frameOf(flags), History.stackSlotOf(flags));
    return true;
  }

  private boolean store(Instruction insn, boolean fromRegister, int flags) {
    if (wanted.hasRegister(insn.dst())) {
      return false;
    }
    if ((flags & History.STACK_ACCESS) == 0) {
      return done();
    }
    int frame = History.frameOf(flags);
    int slot = History.stackSlotOf(flags);
    if (!wanted.hasSlot(frame, slot)) {
      return done();
    }
    wanted.clearSlot(frame, slot);
    if (fromRegister) {
      wanted.setRegister(insn.src());
    }
    return true;
  }

  private boolean jump(Instruction insn, int at, int next, int flags) {
    int operation = Opcode.operation(insn.opcode());
    boolean isCall = insn.opcode() == (Opcode.JMP | Opcode.CALL);
    if (isCall && insn.src() == Opcode.PSEUDO_CALL) {
      return functionCall(at + insn.imm() + 1);
    }
    if (isCall && at != next - 1 && env.facts[at].callsCallback()) {
      leaveCallback("callback leftover stack slots");
      wanted.clearArguments();
      wanted.leaveFunction();
      return done();
    }
    if (operation == Opcode.CALL) {
      if (insn.src() == Opcode.PSEUDO_KFUNC_CALL && insn.imm() == 0) {
        return false;
      }
      wanted.clearRegister(0);
      if ((wanted.registers() & BacktrackedRegisters.ARGUMENTS) != 0) {
        throw bug("BUG regs %x".formatted(wanted.registers()));
      }
      if (insn.src() == Opcode.CALL_HELPER && insn.imm() == TAIL_CALL && next != at + 1) {
        wanted.enterFunction(); // leaves its function
      }
      return true;
    }
    if (operation == Opcode.EXIT) {
      return exit(next);
    }
    if (Opcode.source(insn.opcode()) == Opcode.X) {
      if (!wanted.hasRegister(insn.dst()) && !wanted.hasRegister(insn.src())) {
        return done();
      }
      if ((flags & History.SRC_IS_STACK) == 0) {
        wanted.setRegister(insn.src());
      }
      if ((flags & History.DST_IS_STACK) == 0) {
        wanted.setRegister(insn.dst());
      }
    }
    return true;
  }

  private boolean functionCall(int target) {
    int subprogram = env.findSubprogram(target);
    if (env.subprograms().get(subprogram).isGlobal()) {
      if ((wanted.registers() & BacktrackedRegisters.ARGUMENTS) != 0) {
        throw bug("BUG regs %x".formatted(wanted.registers()));
      }
      wanted.clearRegister(0);
      return done();
    }
    leaveCallback("subprog leftover stack slots");
    wanted.passArguments();
    wanted.leaveFunction();
    return done();
  }

  private void leaveCallback(String what) {
    if ((wanted.registers() & ~BacktrackedRegisters.ARGUMENTS) != 0) {
      throw bug("BUG regs %x".formatted(wanted.registers()));
    }
    if (wanted.slots(wanted.frame()) != 0) {
      throw bug("BUG stack slots %x (%s)".formatted(wanted.slots(wanted.frame()), what));
    }
  }

  private boolean exit(int next) {
    Instruction call = next >= 1 ? env.instructions[next - 1] : null;
    boolean fromCall = isProgramCall(call);
    boolean result = fromCall && wanted.hasRegister(0);
    if (fromCall && (wanted.registers() & BacktrackedRegisters.ARGUMENTS) != 0) {
      throw bug("BUG regs %x".formatted(wanted.registers()));
    }
    wanted.clearRegister(0);
    wanted.enterFunction();
    if (result) {
      wanted.setRegister(0);
    }
    return done();
  }

  private static boolean isProgramCall(@Nullable Instruction insn) {
    return insn != null
        && insn.opcode() == (Opcode.JMP | Opcode.CALL)
        && insn.src() == Opcode.PSEUDO_CALL;
  }

  private boolean immediate(Instruction insn, int at, int next) {
    int mode = Opcode.mode(insn.opcode());
    if (mode == Opcode.IMM) {
      wanted.clearRegister(insn.dst());
      return done();
    }
    if (wanted.hasRegister(insn.dst())) {
      return false;
    }
    if (next != at + 1) {
      wanted.enterFunction();
    }
    return done();
  }
}
