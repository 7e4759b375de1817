package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.env.Vouched;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.HeldLock;
import io.github.hidbpf4j.bpf.verifier.state.IteratorState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an old state, known to be safe, covers the current one ({@code states_equal} and
 * its callees).
 */
final class StateEquality {
  /** Levels of exactness ({@code enum exact_level}). */
  public enum Exact {
    /** Covered in what is live and precise. */
    NOT_EXACT,
    /** Equal in everything. */
    EXACT,
    /** Current values are within the old ones, live or not. */
    RANGE_WITHIN
  }

  private final VerifierEnv env;
  private final IdMap ids = new IdMap();
  private final StackEquality stack;
  private final boolean forgotten;
  private final boolean anyIds;
  private final boolean ranges;
  private Liveness liveness;

  /** Creates the comparison for one verification. */
  StateEquality(VerifierEnv env, Liveness liveness) {
    this.env = env;
    this.liveness = liveness;
    forgotten = env.has(VerifierRule.OBSERVED_STACK);
    stack =
        env.has(VerifierRule.HALF_SLOTS)
            ? new HalfSlotEquality(this, env.scalars)
            : new SlotEquality(this, env.scalars);
    ranges = env.has(VerifierRule.STACK_WITHIN_RANGE);
    anyIds = env.has(VerifierRule.WIDENED_ACROSS_IDS);
  }

  /** Sets another source of liveness than marks. */
  void use(Liveness known) {
    liveness = known;
  }

  /** {@code states_equal}. */
  public boolean equal(VerifierState old, VerifierState current, Exact exact) {
    if (old.currentFrame() != current.currentFrame()) {
      return false;
    }
    ids.reset(env.lastId());
    if (!sameLocks(old.activeLock(), current.activeLock())
        || old.activeRcuLocks() != current.activeRcuLocks()
        || old.activePreemptLock() != current.activePreemptLock()
        || old.inSleepable() != current.inSleepable()) {
      return false;
    }
    for (int i = 0; i <= old.currentFrame(); i++) {
      FrameState oldFrame = old.frame(i);
      FrameState currentFrame = current.frame(i);
      if (oldFrame.callsite() != currentFrame.callsite()
          || !framesEqual(oldFrame, currentFrame, env.liveRegisters(old.slot(i)), exact)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the same locks are held, taken in the same order. */
  @SuppressWarnings("ReferenceEquality") // two locks of one shape are not the same lock
  private boolean sameLocks(@Nullable HeldLock old, @Nullable HeldLock current) {
    HeldLock one = old;
    HeldLock other = current;
    while (one != null && other != null) {
      if (one.kind() != other.kind()
          || one.owner() != other.owner()
          || (one.id() != 0) != (other.id() != 0)
          || one.id() != 0 && !ids.match(one.id(), other.id())) {
        return false;
      }
      one = one.before();
      other = other.before();
    }
    return one == null && other == null;
  }

  /** {@code func_states_equal}. */
  private boolean framesEqual(FrameState old, FrameState current, int live, Exact exact) {
    if (old.callbackDepth() > current.callbackDepth()) {
      return false;
    }
    for (int i = 0; i < FrameState.REGISTERS; i++) {
      if ((live >> i & 1) != 0 && !registerSafe(old.register(i), current.register(i), exact)) {
        return false;
      }
    }
    return stack.isSafe(old, current, exact) && referencesSafe(old, current);
  }

  /** What the last successful comparison with an old state has proven. */
  Vouched vouched(VerifierState old, boolean within) {
    return new Vouched() {
      @Override
      public boolean within() {
        return within;
      }

      @Override
      public Part register(int frame, int register) {
        RegisterState kept = old.frame(frame).register(register);
        boolean live = (env.liveRegisters(old.slot(frame)) >> register & 1) != 0;
        if (!live || kept.type() == RegisterType.NOT_INIT || !isRead(kept)) {
          return Part.DEAD;
        }
        return matters(kept, kept.isScalar()) ? Part.COMPARED : Part.ANY_VALUE;
      }

      // Marks do not show reads of a slot that no state has yet: treated as unknown data.
      @Override
      public Part slot(int frame, int slot) {
        StackSlot kept = old.frame(frame).slot(slot);
        boolean compared =
            kept.kinds() != 0
                && isRead(kept.register)
                && matters(kept.register, kept.isSpilledScalar());
        return compared ? Part.COMPARED : Part.ANY_VALUE;
      }

      private boolean isRead(RegisterState kept) {
        return within || !liveness.isUnread(kept);
      }

      private boolean matters(RegisterState kept, boolean number) {
        return within || !number || kept.isPrecise();
      }
    };
  }

  /** {@code refsafe}. */
  private boolean referencesSafe(FrameState old, FrameState current) {
    if (old.referenceCount() != current.referenceCount()) {
      return false;
    }
    for (int i = 0; i < old.referenceCount(); i++) {
      if (old.reference(i).interrupts() != current.reference(i).interrupts()
          || !ids.match(old.reference(i).id(), current.reference(i).id())) {
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
  boolean registerSafe(RegisterState old, RegisterState current, Exact exact) {
    if (exact == Exact.EXACT) {
      return exactlyEqual(old, current);
    }
    boolean loose = exact == Exact.NOT_EXACT;
    if (loose && liveness.isUnread(old)) {
      return true;
    }
    if (old.type() == RegisterType.NOT_INIT
        && (loose || forgotten || current.type() == RegisterType.NOT_INIT)) {
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
    if (old.id() != 0 && ((old.id() ^ current.id()) & RegisterState.ADD_CONST) != 0
        || (old.id() & RegisterState.ADD_CONST) != 0 && old.off() != current.off()) {
      return false;
    }
    return ids.matchScalar(old.id(), current.id()) && old.covers(current);
  }

  /** Whether stack bytes of different kinds make states differ, at this level of exactness. */
  boolean wantsSameKinds(Exact exact) {
    return exact == Exact.EXACT || exact == Exact.RANGE_WITHIN && !ranges;
  }

  /** Whether the slot has not been read so far. */
  boolean isUnread(StackSlot kept) {
    return liveness.isUnread(kept.register);
  }

  /** Records that a state with data covers one that was never written. */
  void noteUninitialized() {
    env.markUninitializedStackRead();
  }

  /** Whether values need not be widened ({@code scalars_exact_for_widen}). */
  boolean sameForWidening(RegisterState old, RegisterState current) {
    return anyIds ? old.sameAs(current) : exactlyEqual(old, current);
  }

  /** Compares a slot filled completely: by a spill or an object. */
  boolean objectSafe(int kind, RegisterState old, RegisterState current, Exact exact) {
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
      case StackSlot.IRQ_FLAG ->
          ids.match(old.id(), current.id()) && old.savedByLock() == current.savedByLock();
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
