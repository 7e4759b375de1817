package io.github.hidbpf4j.bpf.verifier.paths;

import org.jspecify.annotations.Nullable;

/**
 * The origin of a value, behind all copies between registers and the stack.
 *
 * @param node the call, load or immediate that produced it; for an argument the first node of the
 *     function; -1 if unknown
 * @param register {@link #MADE} when it is the instruction's result; for an argument its register,
 *     1 to 5; at a call also the register that points to the memory into which the call may have
 *     written it
 * @param exact whether the value is the same; otherwise it was computed from that one
 */
public record Source(int node, int register, boolean exact) {
  /** {@link #register} of an instruction's result: that of a call or load. */
  public static final int MADE = -1;

  /** Not found: too many steps back. */
  public static final Source UNKNOWN = new Source(-1, MADE, false);

  // Written by hand: javac's version is linked at first use, which delays start-up.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Source that
        && that.node == node
        && that.register == register
        && that.exact == exact;
  }

  @Override
  public int hashCode() {
    return (31 * node + register) * 31 + Boolean.hashCode(exact);
  }

  /** Whether it is the unchanged result of the node's instruction. */
  public boolean isResult() {
    return exact && node >= 0 && register == MADE;
  }
}
