package io.github.hidbpf4j.bpf.verifier.paths;

import org.jspecify.annotations.Nullable;

/**
 * Where a value comes from, after all copies between registers and to and from the stack.
 *
 * @param node the call, load or immediate that made it; for an argument the first node of the
 *     function; -1 where it was not found
 * @param register {@link #MADE} when the instruction made it; an argument's register, 1 to 5; at a
 *     call the register that points to the memory which the call may have written it to
 * @param exact whether the value is the same; otherwise it was computed from that one
 */
public record Source(int node, int register, boolean exact) {
  /** {@link #register} of what an instruction made: the result of a call, what a load read. */
  public static final int MADE = -1;

  /** Not found: too many steps back. */
  public static final Source UNKNOWN = new Source(-1, MADE, false);

  // Written out: what javac makes for a record is linked at first use, which delays start-up.
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

  /** Whether it is what the instruction of the node made, unchanged. */
  public boolean isResult() {
    return exact && node >= 0 && register == MADE;
  }
}
