package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.IteratorState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import org.jspecify.annotations.Nullable;

/**
 * Whether what was found safe in an old state is safe in the current one ({@code states_equal} and
 * below).
 */
public final class StateEquality {
  /** How equal ({@code enum exact_level}). */
  public enum Exact {
    /** Equal in what was read and mattered. */
    NOT_EXACT,
    /** Equal in everything. */
    EXACT,
    /** Current values lie in the old ones, read or not. */
    RANGE_WITHIN
  }

  private final VerifierEnv env;
  private final IdMap ids = new IdMap();
  private final RegisterState unbound = new RegisterState();

  /** A comparison for one verification. */
  public StateEquality(VerifierEnv env) {
    this.env = env;
    unbound.setUnknownImprecise();
    unbound.markRead();
  }

  /** {@code states_equal}. */
  @SuppressWarnings("ReferenceEquality") // two locks of one shape are not the same lock
  public boolean equal(VerifierState old, VerifierState current, Exact exact) {
    if (old.currentFrame() != current.currentFrame()) {
      return false;
    }
    ids.reset(env.lastId());
    if (old.activeLock() != current.activeLock()
        || (old.activeLockId() != 0) != (current.activeLockId() != 0)
        || old.activeLockId() != 0 && !ids.match(old.activeLockId(), current.activeLockId())
        || old.activeRcuLocks() != current.activeRcuLocks()
        || old.activePreemptLock() != current.activePreemptLock()
        || old.inSleepable() != current.inSleepable()) {
      return false;
    }
    for (int i = 0; i <= old.currentFrame(); i++) {
      FrameState oldFrame = old.frame(i);
      FrameState currentFrame = current.frame(i);
      if (oldFrame.callsite() != currentFrame.callsite()
          || !framesEqual(oldFrame, currentFrame, exact)) {
        return false;
      }
    }
    return true;
  }

  /** {@code func_states_equal}. */
  private boolean framesEqual(FrameState old, FrameState current, Exact exact) {
    if (old.callbackDepth() > current.callbackDepth()) {
      return false;
    }
    for (int i = 0; i < FrameState.REGISTERS; i++) {
      if (!registerSafe(old.register(i), current.register(i), exact)) {
        return false;
      }
    }
    return stackSafe(old, current, exact) && referencesSafe(old, current);
  }

  /** {@code refsafe}. */
  private boolean referencesSafe(FrameState old, FrameState current) {
    if (old.referenceCount() != current.referenceCount()) {
      return false;
    }
    for (int i = 0; i < old.referenceCount(); i++) {
      if (!ids.match(old.reference(i).id(), current.reference(i).id())) {
        return false;
      }
    }
    return true;
  }

  /** {@code regs_exact}. */
  boolean exactlyEqual(RegisterState old, RegisterState current) {
    return old.sameUpToId(current)
        && ids.match(old.id(), current.id())
        && ids.match(old.refObjId(), current.refObjId());
  }

  /** Empties the map of ids, before registers are compared for widening. */
  void startWidening() {
    ids.reset(env.lastId());
  }

  /** {@code regsafe}. */
  private boolean registerSafe(RegisterState old, RegisterState current, Exact exact) {
    if (exact == Exact.EXACT) {
      return exactlyEqual(old, current);
    }
    boolean loose = exact == Exact.NOT_EXACT;
    if (loose && !old.isRead()) {
      return true;
    }
    if (old.type() == RegisterType.NOT_INIT && (loose || current.type() == RegisterType.NOT_INIT)) {
      return true;
    }
    if (old.type() != current.type()) {
      return false;
    }
    return switch (RegisterType.base(old.type())) {
      case RegisterType.SCALAR_VALUE -> scalarSafe(old, current, loose);
      case RegisterType.PTR_TO_MAP_KEY,
          RegisterType.PTR_TO_MAP_VALUE,
          RegisterType.PTR_TO_MEM,
          RegisterType.PTR_TO_BUF,
          RegisterType.PTR_TO_TP_BUFFER ->
          old.off() == current.off()
              && old.sameTarget(current)
              && old.covers(current)
              && ids.match(old.id(), current.id())
              && ids.match(old.refObjId(), current.refObjId());
      case RegisterType.PTR_TO_PACKET_META, RegisterType.PTR_TO_PACKET ->
          packetRangeSafe(old.range(), current.range())
              && old.off() == current.off()
              && ids.match(old.id(), current.id())
              && old.covers(current);
      case RegisterType.PTR_TO_STACK ->
          exactlyEqual(old, current) && old.frameNumber() == current.frameNumber();
      case RegisterType.PTR_TO_ARENA -> true;
      default -> exactlyEqual(old, current);
    };
  }

  private static boolean packetRangeSafe(int old, int current) {
    return old < 0 || current < 0 ? old == current : old <= current;
  }

  private boolean scalarSafe(RegisterState old, RegisterState current, boolean loose) {
    if (loose && !old.isPrecise()) {
      return true;
    }
    boolean oldDelta = (old.id() & RegisterState.ADD_CONST) != 0;
    boolean currentDelta = (current.id() & RegisterState.ADD_CONST) != 0;
    if (oldDelta && (!currentDelta || old.off() != current.off())) {
      return false;
    }
    if (old.id() != 0 && !oldDelta && currentDelta) {
      return false;
    }
    return ids.matchScalar(old.id(), current.id()) && old.covers(current);
  }

  private static final long ALL_MISC = StackSlot.allOf(StackSlot.MISC);
  private static final long NO_MISC_BITS = ~ALL_MISC;

  /** Whether every byte is unknown data or was never written ({@code is_stack_all_misc}). */
  private static boolean allMisc(StackSlot slot) {
    return (slot.kinds() & NO_MISC_BITS) == 0;
  }

  /** {@code scalar_reg_for_stack}. */
  private @Nullable RegisterState scalarFor(StackSlot slot) {
    if (slot.isSpilledScalar64()) {
      return slot.register;
    }
    return allMisc(slot) ? unbound : null;
  }

  /** {@code stacksafe}. */
  private boolean stackSafe(FrameState old, FrameState current, Exact exact) {
    boolean loose = exact == Exact.NOT_EXACT;
    for (int s = 0; s < old.slotCount(); s++) {
      StackSlot oldSlot = old.slot(s);
      boolean present = s < current.slotCount();
      if (loose) {
        if (!oldSlot.register.isRead()) {
          continue;
        }
      } else if (!present || oldSlot.kinds() != current.slot(s).kinds()) {
        return false;
      }
      if (!present || current.slot(s).hasInvalid()) {
        // What goes on with data there goes on with what was never written.
        env.markUninitializedStackRead();
      }
      if (allMisc(oldSlot)) {
        continue;
      }
      if (!present) {
        return false;
      }
      if (!slotSafe(oldSlot, current.slot(s), exact)) {
        return false;
      }
    }
    return true;
  }

  private boolean slotSafe(StackSlot old, StackSlot current, Exact exact) {
    for (int i = 0; i < StackSlot.SIZE; i++) {
      int oldKind = old.kind(i);
      if (oldKind == StackSlot.INVALID || oldKind == StackSlot.MISC) {
        continue;
      }
      RegisterState oldScalar = scalarFor(old);
      RegisterState currentScalar = scalarFor(current);
      if (oldScalar != null && currentScalar != null) {
        return registerSafe(oldScalar, currentScalar, exact);
      }
      if (oldKind != current.kind(i)) {
        return false;
      }
      if (i == StackSlot.SIZE - 1) {
        return objectSafe(oldKind, old.register, current.register, exact);
      }
    }
    return true;
  }

  private boolean objectSafe(int kind, RegisterState old, RegisterState current, Exact exact) {
    return switch (kind) {
      case StackSlot.SPILL -> registerSafe(old, current, exact);
      case StackSlot.DYNPTR ->
          old.dynptrType() == current.dynptrType()
              && old.isDynptrFirstSlot() == current.isDynptrFirstSlot()
              && ids.match(old.refObjId(), current.refObjId());
      case StackSlot.ITER ->
          old.type() == current.type()
              && old.btf() == current.btf()
              && old.btfId() == current.btfId()
              && old.iteratorState() == current.iteratorState()
              && ids.match(old.refObjId(), current.refObjId());
      default -> true;
    };
  }

  /** Whether the innermost frames have the same registers ({@code states_maybe_looping}). */
  static boolean maybeLooping(VerifierState old, VerifierState current) {
    if (old.currentFrame() != current.currentFrame()) {
      return false;
    }
    for (int i = 0; i < FrameState.REGISTERS; i++) {
      RegisterState a = old.register(i);
      RegisterState b = current.register(i);
      if (!a.sameUpToId(b) || a.id() != b.id() || a.refObjId() != b.refObjId()) {
        return false;
      }
    }
    return true;
  }

  /** Whether an active iterator is in another iteration ({@code iter_active_depths_differ}). */
  static boolean iteratorDepthsDiffer(VerifierState old, VerifierState current) {
    for (int f = old.currentFrame(); f >= 0; f--) {
      FrameState frame = old.frame(f);
      for (int s = 0; s < frame.slotCount(); s++) {
        StackSlot slot = frame.slot(s);
        if (slot.kind(0) == StackSlot.ITER
            && slot.register.iteratorState() == IteratorState.ACTIVE
            && current.frame(f).slot(s).register.iteratorDepth() != slot.register.iteratorDepth()) {
          return true;
        }
      }
    }
    return false;
  }
}
