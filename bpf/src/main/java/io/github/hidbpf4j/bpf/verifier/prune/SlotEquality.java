package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.prune.StateEquality.Exact;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarDomain;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import org.jspecify.annotations.Nullable;

/** Compares whole slots of 8 bytes. */
final class SlotEquality extends StackEquality {
  SlotEquality(StateEquality registers, ScalarDomain domain) {
    super(registers, domain);
  }

  @Override
  boolean isSafe(FrameState old, FrameState current, Exact exact) {
    boolean loose = exact == Exact.NOT_EXACT;
    boolean sameKinds = registers.wantsSameKinds(exact);
    for (int s = 0; s < old.slotCount(); s++) {
      StackSlot oldSlot = old.slot(s);
      boolean present = s < current.slotCount();
      if (loose && registers.isUnread(oldSlot)) {
        continue;
      }
      if (sameKinds && (!present || oldSlot.kinds() != current.slot(s).kinds())) {
        return false;
      }
      if (!present || current.slot(s).hasInvalid()) {
        registers.noteUninitialized();
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

  /** {@code scalar_reg_for_stack}. */
  private @Nullable RegisterState scalarFor(StackSlot slot) {
    if (slot.isSpilledScalar64()) {
      return slot.register;
    }
    return allMisc(slot) ? unbound : null;
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
        return registers.registerSafe(oldScalar, currentScalar, exact);
      }
      if (oldKind != current.kind(i)) {
        return false;
      }
      if (i == StackSlot.SIZE - 1) {
        return registers.objectSafe(oldKind, old.register, current.register, exact);
      }
    }
    return true;
  }
}
