package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.prune.Precision;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;

/**
 * Keys on the stack with a known value, for maps with {@link
 * io.github.hidbpf4j.bpf.verifier.env.PresentElements} ({@code get_constant_map_key}).
 */
final class ConstantKeys {
  private final VerifierEnv env;
  private final Precision precision;

  ConstantKeys(VerifierEnv env, Precision precision) {
    this.env = env;
    this.precision = precision;
  }

  /** The key that a register points to, which is then marked precise; -1 when unknown. */
  long find(RegisterState key, int size) {
    if (key.type() != RegisterType.PTR_TO_STACK || !key.isConst()) {
      return -1;
    }
    FrameState frame = env.state().frame(key.frameNumber());
    int first = -(key.off() + (int) key.tnum().value()) - 1;
    int index = first / StackSlot.SIZE;
    StackSlot slot = frame.slot(index);
    int at = first % StackSlot.SIZE;
    if (count(slot, at, StackSlot.ZERO) >= size) {
      return 0;
    }
    if (!slot.isSpilledScalar()
        || count(slot, at, StackSlot.SPILL) != size
        || !slot.register.isConst()) {
      return -1;
    }
    precision.markSlot(key.frameNumber(), index);
    return slot.register.tnum().value();
  }

  private static int count(StackSlot slot, int from, int kind) {
    int count = 0;
    for (int i = from; i >= 0 && slot.kind(i) == kind; i--) {
      count++;
    }
    return count;
  }
}
