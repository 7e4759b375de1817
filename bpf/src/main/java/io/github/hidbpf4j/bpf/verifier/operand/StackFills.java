package io.github.hidbpf4j.bpf.verifier.operand;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.prune.History;
import io.github.hidbpf4j.bpf.verifier.prune.Precision;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;

/** What a load from the stack puts into a register: a spilled one, zero, or something unknown. */
final class StackFills {
  private final VerifierEnv env;
  private final Registers registers;
  private final History history;
  private final Precision precision;
  private final boolean links;
  private final boolean readsSpilledZeros;

  StackFills(VerifierEnv env, Registers registers, History history, Precision precision) {
    this.env = env;
    this.registers = registers;
    this.history = history;
    this.precision = precision;
    links = env.has(VerifierRule.FILLS_LINK);
    readsSpilledZeros = env.has(VerifierRule.SPILLED_ZEROS_READ);
  }

  /** Records a read of a byte of this kind. */
  void noteRead(int kind) {
    if (kind == StackSlot.INVALID) {
      env.markUninitializedStackRead();
    }
  }

  /** {@code mark_reg_stack_read}. */
  void markRead(FrameState frame, int min, int max, int value) {
    boolean zeros = true;
    long spilledZeros = 0;
    for (int i = min; i < max && zeros; i++) {
      int index = (-i - 1) / StackSlot.SIZE;
      env.text.touchSlot(index);
      StackSlot slot = frame.slot(index);
      int kind = slot.kind((-i - 1) % StackSlot.SIZE);
      if (readsSpilledZeros && kind == StackSlot.SPILL && slot.register.isNull()) {
        spilledZeros |= 1L << index;
      } else {
        zeros = kind == StackSlot.ZERO;
      }
    }
    RegisterState to = env.register(value);
    if (zeros) {
      to.setConstZero();
    } else {
      to.setUnknownImprecise();
    }
    to.markWritten();
    if (zeros && spilledZeros != 0) {
      precision.markSlots(frame.number(), spilledZeros);
    }
  }

  /** {@code check_stack_read_fixed_off}; value -1: the bytes are not stored. */
  void readFixed(FrameState frame, int off, int size, int value) {
    int first = -off - 1;
    int index = first / StackSlot.SIZE;
    StackSlot from = frame.slot(index);
    env.text.touchSlot(index);
    if (!from.isSpilled()) {
      checkReadableBytes(from, off, first, size);
      env.markSlotRead(frame, index);
      if (value >= 0) {
        markRead(frame, off, off + size, value);
      }
      return;
    }
    boolean restores = true;
    int spilled = 1;
    for (int i = StackSlot.SIZE - 1; i > 0 && from.kind(i - 1) == StackSlot.SPILL; i--) {
      spilled++;
    }
    RegisterState register = from.register;
    if (size != StackSlot.SIZE || spilled != StackSlot.SIZE) {
      if (!register.isScalar()) {
        env.text.printLine(env.slot(), "; ");
        throw env.reject(Errno.EACCES, "invalid size of register fill");
      }
      env.markSlotRead(frame, index);
      if (value < 0) {
        return;
      }
      restores = fillPart(frame, off, size, spilled, value);
      env.register(value).markWritten();
    } else if (value >= 0) {
      if (links) {
        registers.assignId(register);
      }
      RegisterState to = env.register(value);
      to.copyValue(register);
      to.markWritten();
    }
    env.markSlotRead(frame, index);
    if (restores) {
      history.push(env, env.state(), History.stackAccess(frame.number(), index), 0);
    }
  }

  /**
   * Handles a fill that is narrower than the spill, or a spill that is narrower than the slot.
   *
   * @return whether the register is what was spilled
   */
  private boolean fillPart(FrameState frame, int off, int size, int spilled, int value) {
    int first = -off - 1;
    StackSlot from = frame.slot(first / StackSlot.SIZE);
    RegisterState to = env.register(value);
    // on a little-endian machine a narrow fill gets the low bytes
    if (size <= spilled && off % StackSlot.SIZE == 0) {
      int half = StackSlot.SIZE / 2;
      if (links && size == half && spilled == half && from.register.width() <= half * 8) {
        registers.assignId(from.register);
      }
      to.copyValue(from.register);
      if (from.register.width() > size * 8) {
        to.unlink();
      }
      return true;
    }
    int spills = 0;
    int zeros = 0;
    for (int i = 0; i < size; i++) {
      int kind = from.kind(Math.floorMod(first - i, StackSlot.SIZE));
      if (kind == StackSlot.SPILL) {
        spills++;
      } else if (kind == StackSlot.ZERO) {
        zeros++;
      } else if (kind != StackSlot.MISC && kind != StackSlot.INVALID) {
        throw invalidRead(off, i, size);
      }
      noteRead(kind);
    }
    if (spills == size && from.register.tnum().equalsConst(0)) {
      to.setConstZero();
      return true;
    }
    if (zeros == size) {
      to.setConstZero();
    } else {
      markRead(frame, off, off + size, value);
    }
    return false;
  }

  private void checkReadableBytes(StackSlot from, int off, int first, int size) {
    for (int i = 0; i < size; i++) {
      int kind = from.kind(Math.floorMod(first - i, StackSlot.SIZE));
      if (kind != StackSlot.MISC && kind != StackSlot.ZERO && kind != StackSlot.INVALID) {
        throw invalidRead(off, i, size);
      }
      noteRead(kind);
    }
  }

  private RuntimeException invalidRead(int off, int at, int size) {
    return env.reject(Errno.EACCES, "invalid read from stack off %d+%d size %d", off, at, size);
  }
}
