package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.scalar.Tnum;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;

/**
 * Decides when a scalar stays linked, at a distance, to those that it was equal to: after the
 * addition of a small constant ({@code adjust_reg_min_max_vals}). At first only 64-bit additions of
 * non-negative numbers counted; later also negative ones, and 32-bit additions.
 */
final class LinkDistances {
  private static final long UINT_MAX = 0xffff_ffffL;

  private final boolean any;

  LinkDistances(VerifierEnv env) {
    any = env.has(VerifierRule.LINKS_AT_ANY_DISTANCE);
  }

  /** Whether it stays linked; to be called before the operation. */
  boolean mayLink(int operation, boolean alu32, RegisterState dst, RegisterState src) {
    if (!any) {
      long delta = src.tnum().value();
      return operation == Opcode.ADD
          && !alu32
          && src.isConst()
          && delta >= 0
          && delta <= Integer.MAX_VALUE;
    }
    if (operation != Opcode.ADD && operation != Opcode.SUB) {
      return false;
    }
    if (alu32) {
      Tnum low = src.tnum().subreg();
      return low.isConst()
          && Long.compareUnsigned(dst.umax(), UINT_MAX) <= 0
          && (operation == Opcode.ADD || (int) low.value() != Integer.MIN_VALUE);
    }
    long value = src.tnum().value();
    return src.isConst()
        && value == (int) value
        && (operation == Opcode.ADD || value != Integer.MIN_VALUE);
  }

  /** The distance, if it stays linked. */
  int distance(int operation, RegisterState src) {
    int value = (int) src.tnum().value();
    return operation == Opcode.SUB ? -value : value;
  }
}
