package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.MemoryAccess;
import io.github.hidbpf4j.bpf.verifier.operand.MemoryOperand;
import io.github.hidbpf4j.bpf.verifier.prune.StateTable;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.IteratorState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;

/**
 * Open-coded iterators on the stack: created, advanced, destroyed ({@code process_iter_arg}, {@code
 * process_iter_next_call} of {@code kernel/bpf/verifier.c}, Linux 6.12).
 */
final class Iterators {
  private static final String PREFIX = KernelTypeNames.ITER_PREFIX;
  private static final int SLOT = 8;

  private final VerifierEnv env;
  private final MemoryAccess memory;
  private final StateTable table;
  private final References references;

  Iterators(VerifierEnv env, MemoryAccess memory, StateTable table, References references) {
    this.env = env;
    this.memory = memory;
    this.table = table;
    this.references = references;
  }

  /** Checks the iterator in a register, and creates, reads or destroys it. */
  void check(int number, int slot, KfuncMeta meta) {
    RegisterState pointer = env.register(number);
    CalledKfunc kfunc = meta.kfunc;
    int argument = number - 1;
    if (pointer.type() != RegisterType.PTR_TO_STACK) {
      throw env.reject(
          Errno.EINVAL, "%s expected pointer to an iterator on stack", env.texts.argument(number));
    }
    Btf btf = kfunc.btf();
    int type = kfunc.pointee(argument);
    if (type < 0
        || !(btf.type(type) instanceof BtfType.Composite struct)
        || struct.union()
        || !struct.name().startsWith(PREFIX)) {
      throw env.reject(Errno.EINVAL, "expected valid iter pointer as %s", env.texts.object(number));
    }
    String name = struct.name().substring(PREFIX.length());
    int slots = (int) (struct.size() / SLOT);
    if (!kfunc.has(KfuncFlag.ITER_NEW)) {
      use(pointer, number, type, name, slots, meta);
      return;
    }
    if (!isFree(pointer, slots)) {
      throw env.reject(
          Errno.EINVAL, "expected uninitialized iter_%s as %s", name, env.texts.object(number));
    }
    for (int i = 0; i < slots; i++) {
      memory.check(MemoryOperand.store(slot, number, i * SLOT, SLOT, MemoryOperand.NO_VALUE));
    }
    make(pointer, slot, type, slots, kfunc);
  }

  /** Reads or destroys an existing iterator. */
  @SuppressWarnings("ReferenceEquality") // one object per BTF
  private void use(
      RegisterState pointer, int number, int type, String name, int slots, KfuncMeta meta) {
    CalledKfunc kfunc = meta.kfunc;
    int index = StackObjects.index(env, pointer, "iter", slots);
    if (index < 0) {
      throw notInitialized(name, number);
    }
    if (pointer.off() + pointer.tnum().value() == 0) {
      env.noteMissedCheck(
          "%s of fp+0 is taken for the iterator at fp-8, but reads and writes above the frame"
              .formatted(kfunc.name()));
    }
    FrameState frame = States.frameOf(env, pointer);
    for (int i = 0; i < slots; i++) {
      StackSlot s = frame.slot(index - i);
      RegisterState register = s.register;
      if ((register.type() & RegisterType.PTR_UNTRUSTED) != 0) {
        throw env.reject(Errno.EPROTO, "expected an RCU CS when using %s", kfunc.name());
      }
      if ((i == 0) != (register.refObjId() != 0)
          || register.btf() != kfunc.btf()
          || register.btfId() != type
          || s.kinds() != StackSlot.allOf(StackSlot.ITER)) {
        throw notInitialized(name, number);
      }
    }
    for (int i = 0; i < slots; i++) {
      env.markSlotRead(frame, index - i);
      env.text.touchSlot(index - i);
    }
    meta.iteratorSlot = index;
    meta.iteratorFrame = pointer.frameNumber();
    meta.refObjId = frame.slot(index).register.refObjId();
    if (kfunc.has(KfuncFlag.ITER_DESTROY)) {
      destroy(frame, index, slots);
    }
  }

  private Rejection notInitialized(String name, int number) {
    return env.reject(
        Errno.EINVAL, "expected an initialized iter_%s as %s", name, env.texts.object(number));
  }

  private boolean isFree(RegisterState pointer, int slots) {
    int index = StackObjects.index(env, pointer, "iter", slots);
    if (index == StackObjects.NOT_YET) {
      return true;
    }
    if (index < 0) {
      return false;
    }
    FrameState frame = States.frameOf(env, pointer);
    for (int i = 0; i < slots; i++) {
      for (int b = 0; b < SLOT; b++) {
        if (frame.slot(index - i).kind(b) == StackSlot.ITER) {
          return false;
        }
      }
    }
    return true;
  }

  private void make(RegisterState pointer, int slot, int type, int slots, CalledKfunc kfunc) {
    int index = StackObjects.index(env, pointer, "iter", slots);
    if (index < 0) {
      throw new Rejection(Errno.EINVAL, "bad iterator");
    }
    FrameState frame = States.frameOf(env, pointer);
    int id = env.acquireReference(slot);
    int protection = 0;
    if (kfunc.has(KfuncFlag.RCU_PROTECTED)) {
      protection = env.inRcuSection() ? RegisterType.MEM_RCU : RegisterType.PTR_UNTRUSTED;
    }
    for (int i = 0; i < slots; i++) {
      StackSlot s = frame.slot(index - i);
      s.register.becomeIterator(protection, kfunc.btf(), type, i == 0 ? id : 0);
      env.markSlotWritten(frame, index - i);
      s.setAll(StackSlot.ITER);
      env.text.touchSlot(index - i);
    }
  }

  private void destroy(FrameState frame, int index, int slots) {
    references.release(frame.slot(index).register.refObjId());
    for (int i = 0; i < slots; i++) {
      frame.slot(index - i).clear();
      env.markSlotWritten(frame, index - i);
      env.text.touchSlot(index - i);
    }
  }

  /** The first slot of a call's iterator. */
  RegisterState state(VerifierState state, KfuncMeta meta) {
    return state.frame(meta.iteratorFrame).slot(meta.iteratorSlot).register;
  }

  /** Explores both outcomes: an element later, none now. */
  void next(int slot, KfuncMeta meta) {
    VerifierState current = env.state();
    RegisterState iterator = state(current, meta);
    if (iterator.iteratorState() == IteratorState.INVALID) {
      throw env.bug("unexpected iterator state 0 (%s)", iterator.iteratorState().text());
    }
    if (iterator.iteratorState() == IteratorState.ACTIVE) {
      VerifierState parent = current.parent();
      if (parent == null) {
        throw env.reject(Errno.EFAULT, "bug: bad parent state for iter next call");
      }
      VerifierState previous = table.findPrevious(parent, slot);
      VerifierState queued = env.paths().pushBranch(slot + 1, slot);
      RegisterState queuedIterator = state(queued, meta);
      queuedIterator.advanceIterator();
      if (previous != null) {
        table.widen(previous, queued);
      }
      queued.frame().register(0).removeFlags(RegisterType.PTR_MAYBE_NULL);
    }
    iterator.drainIterator();
    env.frame().register(0).setConstZero();
  }
}
