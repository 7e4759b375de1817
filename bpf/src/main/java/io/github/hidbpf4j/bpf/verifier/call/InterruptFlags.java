package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.proto.SpecialKfunc;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.MemoryAccess;
import io.github.hidbpf4j.bpf.verifier.operand.MemoryOperand;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;

/**
 * The state of interrupts that {@code bpf_local_irq_save} leaves on the stack, and that must be
 * restored in reverse order ({@code process_irq_flag}, {@code kernel/bpf/verifier.c}, Linux 6.18).
 */
final class InterruptFlags {
  private static final String KIND = "irq_flag";

  private final VerifierEnv env;
  private final MemoryAccess memory;
  private final References references;

  InterruptFlags(VerifierEnv env, MemoryAccess memory, References references) {
    this.env = env;
    this.memory = memory;
    this.references = references;
  }

  /** Checks the flag in a register, and saves or restores it. */
  void check(int number, int slot, KfuncMeta meta) {
    RegisterState pointer = env.register(number);
    if (pointer.type() != RegisterType.PTR_TO_STACK) {
      throw env.reject(
          Errno.EINVAL, "%s doesn't point to an irq flag on stack", env.texts.argument(number));
    }
    SpecialKfunc special = meta.kfunc.special();
    boolean byLock = special.isInterruptLock();
    if (special == SpecialKfunc.LOCAL_IRQ_SAVE || special == SpecialKfunc.RES_SPIN_LOCK_IRQSAVE) {
      save(pointer, number, slot, byLock);
    } else {
      restore(pointer, number, byLock);
    }
  }

  private void save(RegisterState pointer, int number, int slot, boolean byLock) {
    if (!isFree(pointer)) {
      throw env.reject(
          Errno.EINVAL, "expected uninitialized irq flag as %s", env.texts.argument(number));
    }
    memory.check(MemoryOperand.store(slot, number, 0, StackSlot.SIZE, MemoryOperand.NO_VALUE));
    int index = StackObjects.index(env, pointer, KIND, 1);
    if (index < 0) {
      throw new Rejection(Errno.EINVAL, "bad irq flag");
    }
    FrameState frame = States.frameOf(env, pointer);
    StackSlot flag = frame.slot(index);
    flag.register.becomeSavedFlags(env.saveInterrupts(slot), byLock);
    flag.setAll(StackSlot.IRQ_FLAG);
    env.markSlotWritten(frame, index);
    env.text.touchSlot(index);
  }

  private boolean isFree(RegisterState pointer) {
    int index = StackObjects.index(env, pointer, KIND, 1);
    if (index < 0) {
      return index == StackObjects.NOT_YET;
    }
    StackSlot slot = States.frameOf(env, pointer).slot(index);
    for (int b = 0; b < StackSlot.SIZE; b++) {
      if (slot.kind(b) == StackSlot.IRQ_FLAG) {
        return false;
      }
    }
    return true;
  }

  private void restore(RegisterState pointer, int number, boolean byLock) {
    int index = StackObjects.index(env, pointer, KIND, 1);
    FrameState frame = States.frameOf(env, pointer);
    StackSlot flag = index < 0 ? null : frame.slot(index);
    if (flag == null
        || flag.register.id() == 0
        || flag.kinds() != StackSlot.allOf(StackSlot.IRQ_FLAG)) {
      throw env.reject(
          Errno.EINVAL, "expected an initialized irq flag as %s", env.texts.argument(number));
    }
    env.markSlotRead(frame, index);
    if (flag.register.savedByLock() != byLock) {
      throw env.reject(
          Errno.EINVAL,
          "irq flag acquired by %s kfuncs cannot be restored with %s kfuncs",
          byLock ? "native" : "lock",
          byLock ? "lock" : "native");
    }
    FrameState.Reference last = env.frame().savedInterrupts();
    if (last == null || last.id() != flag.register.id()) {
      throw env.reject(
          Errno.EACCES,
          "cannot restore irq state out of order, expected id=%d acquired at insn_idx=%d",
          last == null ? 0 : last.id(),
          last == null ? 0 : last.slot());
    }
    boolean dropped = env.frame().removeReferenceInOrder(last.id());
    if (!dropped) {
      throw new IllegalStateException("it was found");
    }
    flag.clear();
    env.markSlotWritten(frame, index);
    env.text.touchSlot(index);
    references.leaveProtection(VerifierRule.PROTECTION_ENDS_WITH_ALL);
  }
}
