package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.prune.StateEquality.Exact;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarDomain;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;

/** Decides whether the old stack covers the current one ({@code stacksafe}). */
abstract sealed class StackEquality permits SlotEquality, HalfSlotEquality {
  private static final long NO_MISC_BITS = ~StackSlot.allOf(StackSlot.MISC);

  /** Compares spilled registers. */
  final StateEquality registers;

  /** The result of loading unknown bytes. */
  final RegisterState unbound;

  StackEquality(StateEquality registers, ScalarDomain domain) {
    this.registers = registers;
    unbound = new RegisterState(domain);
    unbound.setUnknownImprecise();
    unbound.markRead();
  }

  abstract boolean isSafe(FrameState old, FrameState current, Exact exact);

  /** Whether every byte is unknown data or was never written ({@code is_stack_all_misc}). */
  static boolean allMisc(StackSlot slot) {
    return (slot.kinds() & NO_MISC_BITS) == 0;
  }
}
