package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.prune.StateEquality.Exact;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarDomain;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import org.jspecify.annotations.Nullable;

/**
 * Compares half slots, which may each hold a 4-byte scalar: Linux 7.1 and later. Where the old
 * state has unknown data, zeros are accepted.
 */
final class HalfSlotEquality extends StackEquality {
  private static final int HALF = StackSlot.SIZE / 2;

  HalfSlotEquality(StateEquality registers, ScalarDomain domain) {
    super(registers, domain);
  }

  @Override
  boolean isSafe(FrameState old, FrameState current, Exact exact) {
    for (int s = 0; s < old.slotCount(); s++) {
      StackSlot oldSlot = old.slot(s);
      StackSlot currentSlot = s < current.slotCount() ? current.slot(s) : null;
      if (exact == Exact.EXACT && (currentSlot == null || oldSlot.kinds() != currentSlot.kinds())) {
        return false;
      }
      if (oldSlot.kinds() != 0 && (currentSlot == null || currentSlot.hasInvalid())) {
        registers.noteUninitialized();
      }
      if (allMisc(oldSlot)) {
        continue;
      }
      if (currentSlot == null || !isSafe(oldSlot, currentSlot, exact)) {
        return false;
      }
    }
    return true;
  }

  private boolean isSafe(StackSlot old, StackSlot current, Exact exact) {
    for (int i = 0; i < StackSlot.SIZE; i++) {
      int oldKind = old.kind(i);
      if (oldKind == StackSlot.INVALID || oldKind == StackSlot.MISC) {
        continue;
      }
      if (i % HALF == 0) {
        RegisterState oldScalar = scalarFrom(old, i);
        RegisterState currentScalar = scalarFrom(current, i);
        if (oldScalar != null && currentScalar != null) {
          if (!registers.registerSafe(oldScalar, currentScalar, exact)) {
            return false;
          }
          i += i == 0 ? StackSlot.SIZE - 1 : HALF - 1;
          continue;
        }
      }
      if (oldKind != current.kind(i)) {
        return false;
      }
      if (i == StackSlot.SIZE - 1
          && !registers.objectSafe(oldKind, old.register, current.register, exact)) {
        return false;
      }
    }
    return true;
  }

  /** The scalar that a load of this byte and those above it returns. */
  private @Nullable RegisterState scalarFrom(StackSlot slot, int first) {
    if (slot.kind(first) == StackSlot.SPILL && slot.register.isScalar()) {
      return slot.register;
    }
    for (int i = first; i < StackSlot.SIZE; i++) {
      int kind = slot.kind(i);
      if (kind != StackSlot.MISC && kind != StackSlot.INVALID) {
        return null;
      }
    }
    return unbound;
  }
}
