package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Propagates trust in a state along data flow: what is computed from trusted values is trusted
 * again. A jump that compares an untrusted number makes the numbers that it narrows, including
 * linked ones, untrusted. Values that were assumed to be dead must not be read.
 */
final class TrustFlow {
  private final PathGraph graph;
  private final List<Instruction> slots;
  private final Concrete run;

  /** Creates it for walks in this graph. */
  TrustFlow(PathGraph graph, List<Instruction> slots, Concrete run) {
    this.graph = graph;
    this.slots = slots;
    this.run = run;
  }

  /** A dead value that the instruction of a node reads nevertheless, or null. */
  @Nullable String deadRead(int node, @Nullable TrustedState before, int from) {
    if (before == null) {
      return null;
    }
    Instruction insn = slots.get(graph.slot(node));
    int registers = isReader(insn, from) ? read(insn) : 0;
    for (int r = 0; r < FrameState.FRAME_POINTER; r++) {
      if ((registers >> r & 1) != 0 && before.isDead(from, r)) {
        return "reads R%d, which was dead".formatted(r);
      }
    }
    boolean loads = insn.instructionClass() == Opcode.LDX || insn.isLoad();
    if (!loads) {
      return null;
    }
    long address = run.register(from, insn.src()) + insn.offset();
    for (long a = address; a < address + Opcode.bytes(insn.opcode()); a++) {
      int place = run.stackSlot(from, a);
      if (place >= 0 && before.isDeadSlot(place >> 8, place & 0xff)) {
        return "reads fp%d of frame %d, which was dead"
            .formatted(-StackSlot.SIZE * ((place & 0xff) + 1), place >> 8);
      }
    }
    return null;
  }

  /**
   * Whether an instruction reads its operands. The exit of a function passes its result on, whether
   * it is read or not; a comparison of constants may have become a plain jump before the walk.
   */
  private boolean isReader(Instruction insn, int frame) {
    if (!Opcode.isJumpClass(insn.opcode())) {
      return true;
    }
    return insn.opcode() == (Opcode.JMP | Opcode.EXIT) ? frame == 0 : !graph.foldsBranches();
  }

  /** Registers that an instruction reads; none for calls, which take different arguments. */
  private static int read(Instruction insn) {
    int dst = 1 << insn.dst();
    int src = 1 << insn.src();
    boolean register = Opcode.source(insn.opcode()) == Opcode.X;
    return switch (insn.instructionClass()) {
      case Opcode.ALU, Opcode.ALU64 ->
          switch (Opcode.operation(insn.opcode())) {
            case Opcode.MOV -> register ? src : 0;
            case Opcode.END, Opcode.NEG -> dst;
            default -> register ? dst | src : dst;
          };
      case Opcode.LDX -> src;
      case Opcode.ST -> dst;
      case Opcode.STX -> insn.isLoad() ? src : dst | src;
      case Opcode.JMP, Opcode.JMP32 ->
          switch (Opcode.operation(insn.opcode())) {
            case Opcode.JA, Opcode.JCOND, Opcode.CALL -> 0;
            case Opcode.EXIT -> 1;
            default -> register ? dst | src : dst;
          };
      default -> 0;
    };
  }

  /**
   * Computes the trust after the last instruction.
   *
   * @param node for that instruction
   * @param frame frame in which the run continues
   * @param from frame in which the instruction ran
   */
  @Nullable TrustedState after(int node, @Nullable TrustedState before, int frame, int from) {
    if (before == null) {
      return null;
    }
    TrustedState t = before.copy();
    Instruction insn = slots.get(graph.slot(node));
    int dst = insn.dst();
    switch (insn.instructionClass()) {
      case Opcode.ALU, Opcode.ALU64 -> {
        boolean move = Opcode.operation(insn.opcode()) == Opcode.MOV;
        boolean end = Opcode.operation(insn.opcode()) == Opcode.END;
        boolean source = !end && Opcode.source(insn.opcode()) == Opcode.X;
        t.setRegister(
            from,
            dst,
            (move || t.register(from, dst)) && (!source || t.register(from, insn.src())));
      }
      case Opcode.LD -> t.setRegister(from, dst, true);
      case Opcode.LDX -> {
        long address = run.register(from, insn.src()) + insn.offset();
        t.setRegister(
            from, dst, readable(t, node, insn.src(), address, Opcode.bytes(insn.opcode()), from));
      }
      case Opcode.ST -> stored(t, insn, true, from);
      case Opcode.STX -> {
        if (Opcode.mode(insn.opcode()) == Opcode.ATOMIC && !insn.isStore()) {
          atomic(t, node, insn, from);
        } else {
          stored(t, insn, t.register(from, insn.src()), from);
        }
      }
      default -> jumped(t, node, insn, frame, from);
    }
    return t;
  }

  private boolean readable(TrustedState t, int node, int base, long address, int bytes, int from) {
    RegisterState pointer = graph.frame(node).register(base);
    if (pointer.type() == RegisterType.PTR_TO_STACK) {
      int frame = pointer.frameNumber();
      if (!pointer.tnum().isConst()) {
        return t.wholeStack(frame);
      }
      return slotsTrusted(t, address, bytes, from);
    }
    return t.register(from, base);
  }

  private boolean slotsTrusted(TrustedState t, long address, int bytes, int from) {
    boolean trusted = true;
    for (long a = address; a < address + bytes; a++) {
      int place = run.stackSlot(from, a);
      trusted &= place < 0 || t.slot(place >> 8, place & 0xff);
    }
    return trusted;
  }

  private void stored(TrustedState t, Instruction insn, boolean trusted, int from) {
    long address = run.register(from, insn.dst()) + insn.offset();
    int bytes = Opcode.bytes(insn.opcode());
    int place = run.stackSlot(from, address);
    if (place < 0) {
      return;
    }
    boolean whole = bytes == StackSlot.SIZE && insn.dst() == FrameState.FRAME_POINTER;
    for (long a = address; a < address + bytes; a++) {
      int touched = run.stackSlot(from, a);
      if (touched >= 0) {
        int f = touched >> 8;
        int s = touched & 0xff;
        if (whole || trusted && t.slot(f, s)) {
          t.setSlot(f, s, trusted);
        } else {
          t.distrustSlot(f, s);
        }
      }
    }
  }

  private void atomic(TrustedState t, int node, Instruction insn, int from) {
    int base = insn.isLoad() ? insn.src() : insn.dst();
    long address = run.register(from, base) + insn.offset();
    int bytes = Opcode.bytes(insn.opcode());
    boolean trusted = readable(t, node, base, address, bytes, from);
    int loaded = insn.loadedRegister();
    if (loaded >= 0) {
      t.setRegister(from, loaded, trusted);
    }
  }

  private void jumped(TrustedState t, int node, Instruction insn, int frame, int from) {
    switch (Opcode.operation(insn.opcode())) {
      case Opcode.JA, Opcode.JCOND -> {}
      case Opcode.CALL -> {
        if (frame > from) {
          boolean callback = insn.src() != Opcode.PSEUDO_CALL;
          t.enter(frame);
          for (int r = 1; r <= 5; r++) {
            if (callback) {
              t.setRegister(frame, r, argumentsTrusted(t, from));
            } else {
              t.passRegister(from, frame, r);
            }
          }
        } else {
          t.setRegister(from, 0, true);
        }
        for (int r = 1; r <= 5 && insn.src() != Opcode.CALL_HELPER; r++) {
          t.setRegister(from, r, true);
        }
        if (insn.src() == Opcode.PSEUDO_CALL) {
          t.setRegister(from, 0, true);
        }
      }
      case Opcode.EXIT -> {
        if (from > 0) {
          t.passRegister(from, from - 1, 0);
        }
      }
      default -> compared(t, node, insn, from);
    }
  }

  private static boolean argumentsTrusted(TrustedState t, int from) {
    boolean trusted = true;
    for (int r = 1; r <= 5; r++) {
      trusted &= t.register(from, r);
    }
    return trusted;
  }

  /** Distrusts what a comparison with an untrusted value narrowed. */
  private void compared(TrustedState t, int node, Instruction insn, int from) {
    boolean source = Opcode.source(insn.opcode()) == Opcode.X;
    if (t.register(from, insn.dst()) && (!source || t.register(from, insn.src()))) {
      return;
    }
    distrust(t, node, insn.dst(), from);
    if (source) {
      distrust(t, node, insn.src(), from);
    }
  }

  private void distrust(TrustedState t, int node, int register, int from) {
    t.distrustRegister(from, register);
    VerifierState state = graph.state(node);
    int id = state.frame(from).register(register).id() & ~RegisterState.ADD_CONST;
    if (id == 0) {
      return;
    }
    for (int f = 0; f <= state.currentFrame(); f++) {
      FrameState frame = state.frame(f);
      for (int r = 0; r < FrameState.FRAME_POINTER; r++) {
        if ((frame.register(r).id() & ~RegisterState.ADD_CONST) == id) {
          t.distrustRegister(f, r);
        }
      }
      for (int s = 0; s < frame.slotCount(); s++) {
        StackSlot spilled = frame.slot(s);
        if (spilled.isSpilled() && (spilled.register.id() & ~RegisterState.ADD_CONST) == id) {
          t.distrustSlot(f, s);
        }
      }
    }
  }
}
