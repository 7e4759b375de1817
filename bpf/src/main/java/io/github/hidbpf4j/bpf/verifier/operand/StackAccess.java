package io.github.hidbpf4j.bpf.verifier.operand;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.AccessType;
import io.github.hidbpf4j.bpf.verifier.env.RawMemory;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.prune.History;
import io.github.hidbpf4j.bpf.verifier.prune.Precision;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import org.jspecify.annotations.Nullable;

/**
 * Loads, stores and helper accesses to the stack: spills and fills of registers, zero and unknown
 * bytes, fixed and variable offsets ({@code check_stack_read}, {@code check_stack_write}, {@code
 * check_stack_range_initialized}). A privileged loader's programs may read what was never written.
 */
final class StackAccess {
  /** Maximum stack of a function in bytes. */
  static final int MAX_STACK = 512;

  private final VerifierEnv env;
  private final Registers registers;
  private final History history;
  private final Precision precision;
  private final RegisterState immediate;
  private final StackFills fills;

  /** Whether a call that only reads the stack leaves it unchanged. */
  private final boolean readsKeep;

  /** Whether bytes that a store at a variable offset misses stay marked as spilled. */
  private final boolean cutSpillsStay;

  StackAccess(VerifierEnv env, Registers registers, History history, Precision precision) {
    this.env = env;
    this.registers = registers;
    this.history = history;
    this.precision = precision;
    immediate = new RegisterState(env.scalars);
    fills = new StackFills(env, registers, history, precision);
    readsKeep = env.has(VerifierRule.READS_KEEP_STACK);
    cutSpillsStay = env.has(VerifierRule.CUT_SPILLS_STAY);
  }

  private FrameState frameOf(RegisterState pointer) {
    return env.state().frame(pointer.frameNumber());
  }

  /** {@code check_stack_access_within_bounds}; the stack grows to the part used. */
  void checkBounds(int register, int off, int size, boolean byCall, AccessType access) {
    RegisterState pointer = env.register(register);
    String what = env.texts.stackAccess(byCall, access == AccessType.WRITE);
    long min;
    long max;
    if (pointer.isConst()) {
      min = pointer.tnum().value() + off;
      max = min + size;
    } else {
      if (pointer.smax() >= NullChecks.MAX_VAR_OFF || pointer.smin() <= -NullChecks.MAX_VAR_OFF) {
        throw env.reject(
            Errno.EACCES, "invalid unbounded variable-offset%s stack R%d", what, register);
      }
      min = pointer.smin() + off;
      max = pointer.smax() + off + size;
    }
    Errno error =
        min < -MAX_STACK || min > -1
            ? Errno.EACCES
            : max > 0 ? Errno.EINVAL : size < 0 ? Errno.EFAULT : null;
    if (error != null) {
      throw pointer.isConst()
          ? env.reject(error, "invalid%s stack R%d off=%d size=%d", what, register, off, size)
          : env.reject(
              error,
              "invalid variable-offset%s stack R%d var_off=%s off=%d size=%d",
              what,
              register,
              env.texts.offset(pointer),
              env.has(VerifierRule.OFFSETS_FOLDED) ? off - pointer.off() : off,
              size);
    }
    grow(frameOf(pointer), (int) -min);
  }

  /** {@code grow_stack_state}. */
  private void grow(FrameState frame, int bytes) {
    int count = (bytes + StackSlot.SIZE - 1) / StackSlot.SIZE;
    if (count > frame.slotCount()) {
      frame.growTo(count);
      SubprogramFacts subprogram = env.subprograms().get(frame.subprogram());
      subprogram.useStack(count * StackSlot.SIZE);
    }
  }

  /** {@code check_stack_read}; value -1: the bytes are not stored. */
  void read(int register, int off, int size, int value) {
    RegisterState pointer = env.register(register);
    if (pointer.isConst()) {
      int at = off + (int) pointer.tnum().value();
      checkFastcall(env.frame(), env.slot(), at);
      fills.readFixed(frameOf(pointer), at, size, value);
      return;
    }
    if (value < 0) {
      throw env.reject(
          Errno.EACCES,
          "variable offset stack pointer cannot be passed into helper function; var_off=%s off=%d size=%d",
          env.texts.offset(pointer),
          env.has(VerifierRule.OFFSETS_FOLDED) ? off - pointer.off() : off,
          size);
    }
    FrameState frame = frameOf(pointer);
    checkInitialized(register, off, size, false, false, AccessType.READ, null);
    int min = (int) pointer.smin() + off;
    int max = (int) pointer.smax() + off;
    fills.markRead(frame, min, max + size, value);
    checkFastcall(frame, env.slot(), min);
  }

  /** {@code check_stack_write}; value -1: an immediate or something unknown. */
  void write(int slot, int register, int off, int size, int value) {
    RegisterState pointer = env.register(register);
    if (pointer.isConst()) {
      writeFixed(slot, frameOf(pointer), off + (int) pointer.tnum().value(), size, value);
    } else {
      writeVariable(slot, frameOf(pointer), pointer, off, size, value);
    }
  }

  /** {@code check_stack_write_fixed_off}. */
  private void writeFixed(int slot, FrameState frame, int off, int size, int value) {
    Instruction insn = env.instructions[slot];
    int first = -off - 1;
    int index = first / StackSlot.SIZE;
    FrameState current = env.frame();
    RegisterState register = value >= 0 ? current.register(value) : null;
    boolean stores =
        insn.instructionClass() == Opcode.ST && Opcode.mode(insn.opcode()) == Opcode.MEM;
    StackDynptrs.destroyAt(env, frame, index);
    checkFastcall(frame, slot, off);
    env.text.touchSlot(index);
    StackSlot to = frame.slot(index);
    boolean aligned = off % StackSlot.SIZE == 0;
    if (register != null && aligned && register.isScalar()) {
      boolean fits = register.width() <= size * 8;
      if (fits) {
        registers.assignId(register);
      }
      spill(frame, index, register, size);
      if (!fits) {
        to.register.setId(0);
      }
    } else if (register == null && aligned && stores) {
      immediate.becomeScalar(insn.imm());
      immediate.markImprecise();
      spill(frame, index, immediate, size);
    } else if (register != null && isSpillable(register.type())) {
      if (size != StackSlot.SIZE) {
        env.text.printLine(slot, "; ");
        throw env.reject(Errno.EACCES, "invalid size of register spill");
      }
      if (frame != current && register.type() == RegisterType.PTR_TO_STACK) {
        throw env.reject(
            Errno.EINVAL, "cannot spill pointers to stack into stack frame of the caller");
      }
      spill(frame, index, register, size);
    } else {
      int kind = StackSlot.MISC;
      to.scrub();
      if (size == StackSlot.SIZE) {
        env.markSlotWritten(frame, index);
      }
      if (register != null && register.isNull() || register == null && stores && insn.imm() == 0) {
        if (value >= 0) {
          precision.mark(value);
        }
        kind = StackSlot.ZERO;
      }
      for (int i = 0; i < size; i++) {
        to.setKind(Math.floorMod(first - i, StackSlot.SIZE), kind);
      }
      return;
    }
    history.push(env, env.state(), History.stackAccess(frame.number(), index), 0);
  }

  /** Spills a register at the slot's lowest address; a full register overwrites the whole slot. */
  private void spill(FrameState frame, int index, RegisterState register, int size) {
    frame.slot(index).spill(register, size);
    if (size == StackSlot.SIZE) {
      env.markSlotWritten(frame, index);
    }
  }

  /** {@code is_spillable_regtype}. */
  private static boolean isSpillable(int type) {
    return switch (RegisterType.base(type)) {
      case RegisterType.NOT_INIT,
          RegisterType.SCALAR_VALUE,
          RegisterType.PTR_TO_TP_BUFFER,
          RegisterType.CONST_PTR_TO_DYNPTR ->
          false;
      default -> true;
    };
  }

  /** {@code check_stack_write_var_off}: any byte in range may have been written. */
  private void writeVariable(
      int slot, FrameState frame, RegisterState pointer, int off, int size, int value) {
    Instruction insn = env.instructions[slot];
    int min = (int) pointer.smin() + off;
    int max = (int) pointer.smax() + off + size;
    boolean stores =
        insn.instructionClass() == Opcode.ST && Opcode.mode(insn.opcode()) == Opcode.MEM;
    boolean zero = value >= 0 ? env.register(value).isNull() : stores && insn.imm() == 0;
    boolean zeroUsed = false;
    for (int i = min; i < max; i++) {
      StackDynptrs.destroyAt(env, frame, (-i - 1) / StackSlot.SIZE);
    }
    checkFastcall(frame, slot, min);
    for (int i = min; i < max; i++) {
      int index = (-i - 1) / StackSlot.SIZE;
      int at = (-i - 1) % StackSlot.SIZE;
      StackSlot to = frame.slot(index);
      env.text.touchSlot(index);
      if (zero
          && to.kind(at) == StackSlot.SPILL
          && to.isSpilledScalar()
          && to.register.tnum().equalsConst(0)) {
        zeroUsed = true;
        continue;
      }
      // One of the bytes is written; all count as written.
      fills.noteRead(to.kind(at));
      if (cutSpillsStay) {
        to.discard();
      } else {
        to.scrub();
      }
      int kind = StackSlot.MISC;
      if (zero && to.kind(at) == StackSlot.ZERO) {
        kind = StackSlot.ZERO;
        zeroUsed = true;
      }
      to.setKind(at, kind);
    }
    if (zeroUsed && value >= 0) {
      precision.mark(value);
    }
  }

  /**
   * Checks stack memory that a load with variable offset reads, or that a call may read and write
   * ({@code check_stack_range_initialized}).
   */
  void checkInitialized(
      int register,
      int off,
      int size,
      boolean zeroAllowed,
      boolean byCall,
      AccessType access,
      @Nullable RawMemory raw) {
    RegisterState pointer = env.register(register);
    FrameState frame = frameOf(pointer);
    if (size == 0 && !zeroAllowed) {
      throw env.reject(Errno.EACCES, "invalid zero-sized read");
    }
    AccessType taken = byCall && !readsKeep ? AccessType.WRITE : access;
    checkBounds(register, off, size, byCall, taken);
    boolean clobbers = taken == AccessType.WRITE;
    int min = (int) pointer.smin() + off;
    int max = (int) pointer.smax() + off;
    if (pointer.isConst()) {
      min = (int) pointer.tnum().value() + off;
      max = min;
    }
    if (raw != null && raw.isAllowed() && pointer.isConst()) {
      // Some calls write less than the size given: strings, missing records.
      env.markUninitializedStackRead();
      if (!env.has(VerifierRule.RAW_MEMORY_ENDS_DYNPTRS)) {
        checkNoDynptr(frame, min, max + size);
      }
      raw.found(register, size);
      return;
    }
    for (int i = min; i < max + size; i++) {
      int index = (-i - 1) / StackSlot.SIZE;
      int at = (-i - 1) % StackSlot.SIZE;
      StackSlot slot = frame.slot(index);
      int kind = slot.kind(at);
      fills.noteRead(kind);
      if (kind == StackSlot.ZERO || kind == StackSlot.INVALID) {
        if (clobbers) {
          slot.setKind(at, StackSlot.MISC);
        }
      } else if (kind != StackSlot.MISC) {
        if (!slot.isSpilled()) {
          String from = pointer.isConst() ? "off " + min : "var_off " + env.texts.offset(pointer);
          throw env.reject(
              Errno.EACCES,
              "invalid%s read from stack R%d %s+%d size %d",
              env.texts.indirect(byCall),
              register,
              from,
              i - min,
              size);
        }
        if (clobbers) {
          slot.register.setUnknownImprecise();
          slot.scrubKinds();
        }
      }
      env.markSlotRead(frame, index);
    }
  }

  private void checkNoDynptr(FrameState frame, int from, int to) {
    for (int i = from; i < to; i++) {
      int index = (-i - 1) / StackSlot.SIZE;
      if (index < frame.slotCount()
          && frame.slot(index).kind((-i - 1) % StackSlot.SIZE) == StackSlot.DYNPTR) {
        throw env.reject(Errno.EACCES, "potential write to dynptr at off=%d disallowed", i);
      }
    }
  }

  /** {@code check_fastcall_stack_contract}: other uses of the spill area end the pattern. */
  private void checkFastcall(FrameState frame, int slot, int off) {
    SubprogramFacts subprogram = env.subprograms().get(frame.subprogram());
    if (subprogram.fastcallStackOffset() <= off || env.facts[slot].inFastcallPattern()) {
      return;
    }
    subprogram.giveUpFastcallStack();
    for (int i = subprogram.start; i < subprogram.end; i++) {
      env.facts[i].leaveFastcallPattern();
    }
  }
}
