package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.MemoryAccess;
import io.github.hidbpf4j.bpf.verifier.operand.MemoryOperand;
import io.github.hidbpf4j.bpf.verifier.operand.StackDynptrs;
import io.github.hidbpf4j.bpf.verifier.state.DynptrType;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import org.jspecify.annotations.Nullable;

/**
 * Dynptrs: two stack slots that a helper initialises and others use and release ({@code
 * process_dynptr_func} and {@code mark_stack_slots_dynptr} of {@code kernel/bpf/verifier.c}, Linux
 * 6.12).
 */
final class Dynptrs {
  private static final int BYTES = 16;

  private final VerifierEnv env;
  private final MemoryAccess memory;
  private final References references;

  Dynptrs(VerifierEnv env, MemoryAccess memory, References references) {
    this.env = env;
    this.memory = memory;
    this.references = references;
  }

  private int index(RegisterState pointer) {
    return StackObjects.index(env, pointer, "dynptr", StackDynptrs.SLOTS);
  }

  /**
   * Checks a dynptr argument.
   *
   * @param flags {@link RegisterType} modifiers of the argument: MEM_UNINIT for one to be
   *     initialised, MEM_RDONLY if a constant one is accepted, DYNPTR_TYPE_* for a certain kind
   * @param cloneOf reference of the dynptr that this one becomes a clone of; else 0
   */
  void check(int register, int slot, int flags, int cloneOf) {
    RegisterState pointer = env.register(register);
    if (pointer.type() != RegisterType.PTR_TO_STACK
        && pointer.type() != RegisterType.CONST_PTR_TO_DYNPTR) {
      throw env.reject(
          Errno.EINVAL,
          "%s expected pointer to stack or const struct bpf_dynptr",
          env.texts.argument(register));
    }
    if ((flags & RegisterType.MEM_UNINIT) != 0) {
      make(register, pointer, slot, flags, cloneOf);
      return;
    }
    boolean constant = pointer.type() == RegisterType.CONST_PTR_TO_DYNPTR;
    if (constant && (flags & RegisterType.MEM_RDONLY) == 0) {
      throw env.reject(
          Errno.EINVAL, "cannot pass pointer to const bpf_dynptr, the helper mutates it");
    }
    if (!constant && !isInitialized(pointer)) {
      throw env.reject(
          Errno.EINVAL, "Expected an initialized dynptr as %s", env.texts.object(register));
    }
    DynptrType wanted = type(flags);
    if (wanted != null && typeOf(pointer) != wanted) {
      throw env.reject(
          Errno.EINVAL,
          "Expected a dynptr of type %s as %s",
          wanted.text(),
          env.texts.object(register));
    }
    if (!constant) {
      FrameState frame = States.frameOf(env, pointer);
      int index = index(pointer);
      env.markSlotRead(frame, index);
      env.markSlotRead(frame, index - 1);
    }
  }

  private void make(int register, RegisterState pointer, int slot, int flags, int cloneOf) {
    if (pointer.type() == RegisterType.CONST_PTR_TO_DYNPTR
        || index(pointer) == StackObjects.INVALID) {
      throw env.reject(Errno.EINVAL, "Dynptr has to be an uninitialized dynptr");
    }
    for (int at = 0; at < BYTES; at += 8) {
      memory.check(MemoryOperand.store(slot, register, at, Long.BYTES, MemoryOperand.NO_VALUE));
    }
    FrameState frame = States.frameOf(env, pointer);
    int index = index(pointer);
    if (index < 0) {
      throw new Rejection(Errno.EINVAL, "bad dynptr");
    }
    StackDynptrs.destroyAt(env, frame, index);
    StackDynptrs.destroyAt(env, frame, index - 1);
    DynptrType type = type(flags);
    if (type == null) {
      throw new Rejection(Errno.EINVAL, "bad dynptr type");
    }
    StackSlot first = frame.slot(index);
    StackSlot second = frame.slot(index - 1);
    first.setAll(StackSlot.DYNPTR);
    second.setAll(StackSlot.DYNPTR);
    boolean counted = type.isReferenceCounted();
    boolean referenceFirst = env.has(VerifierRule.DYNPTRS_RELEASED_AS_SUCH);
    int early = counted && referenceFirst && cloneOf == 0 ? env.acquireReference(slot) : cloneOf;
    int id = env.newId();
    mark(first.register, type, true, id);
    mark(second.register, type, false, id);
    if (counted) {
      int reference = early != 0 ? early : env.acquireReference(slot);
      first.register.setRefObjId(reference);
      second.register.setRefObjId(reference);
    }
    env.markSlotWritten(frame, index);
    env.markSlotWritten(frame, index - 1);
  }

  private static void mark(RegisterState register, DynptrType type, boolean first, int id) {
    register.becomeDynptr(type, first, id);
  }

  /** Sets the dynptr parameter of a callback ({@code mark_dynptr_cb_reg}). */
  void markCallbackArgument(RegisterState register, DynptrType type) {
    mark(register, type, true, env.newId());
  }

  private boolean isInitialized(RegisterState pointer) {
    int index = index(pointer);
    if (index < 0) {
      return false;
    }
    FrameState frame = States.frameOf(env, pointer);
    long all = StackSlot.allOf(StackSlot.DYNPTR);
    return frame.slot(index).register.isDynptrFirstSlot()
        && frame.slot(index).kinds() == all
        && frame.slot(index - 1).kinds() == all;
  }

  /** The register that describes a dynptr: that of a constant one itself, or its first slot. */
  RegisterState describe(RegisterState pointer) {
    if (pointer.type() == RegisterType.CONST_PTR_TO_DYNPTR) {
      return pointer;
    }
    int index = index(pointer);
    if (index < 0) {
      throw env.bug("failed to obtain dynptr id");
    }
    return States.frameOf(env, pointer).slot(index).register;
  }

  @Nullable DynptrType typeOf(RegisterState pointer) {
    return describe(pointer).dynptrType();
  }

  /** Whether a stack pointer points to a dynptr that holds a reference. */
  boolean isReferenced(RegisterState pointer) {
    int index = index(pointer);
    return index >= 0 && States.frameOf(env, pointer).slot(index).register.refObjId() != 0;
  }

  /** Destroys the dynptr, with its reference and all clones ({@code unmark_stack_slots_dynptr}). */
  void release(RegisterState pointer) {
    int index = index(pointer);
    if (index < 0) {
      throw new Rejection(Errno.EINVAL, "bad dynptr");
    }
    FrameState frame = States.frameOf(env, pointer);
    RegisterState first = frame.slot(index).register;
    DynptrType type = first.dynptrType();
    if (type == null || !type.isReferenceCounted()) {
      StackDynptrs.clear(env, frame, index);
      return;
    }
    int reference = first.refObjId();
    references.release(reference);
    for (int i = 1; i < frame.slotCount(); i++) {
      StackSlot slot = frame.slot(i);
      if (slot.register.refObjId() == reference
          && slot.kind(0) == StackSlot.DYNPTR
          && slot.register.isDynptrFirstSlot()) {
        StackDynptrs.clear(env, frame, i);
      }
    }
  }

  /** The kind that modifiers name, or null for any. */
  static @Nullable DynptrType type(int flags) {
    return switch (flags & RegisterType.DYNPTR_TYPE_FLAGS) {
      case RegisterType.DYNPTR_TYPE_LOCAL -> DynptrType.LOCAL;
      case RegisterType.DYNPTR_TYPE_RINGBUF -> DynptrType.RINGBUF;
      case RegisterType.DYNPTR_TYPE_SKB -> DynptrType.SKB;
      case RegisterType.DYNPTR_TYPE_XDP -> DynptrType.XDP;
      default -> null;
    };
  }

  /** The modifier that names a kind. */
  static int flag(DynptrType type) {
    return switch (type) {
      case LOCAL -> RegisterType.DYNPTR_TYPE_LOCAL;
      case RINGBUF -> RegisterType.DYNPTR_TYPE_RINGBUF;
      case SKB -> RegisterType.DYNPTR_TYPE_SKB;
      case XDP -> RegisterType.DYNPTR_TYPE_XDP;
    };
  }
}
