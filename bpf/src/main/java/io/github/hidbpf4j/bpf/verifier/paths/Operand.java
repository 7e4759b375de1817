package io.github.hidbpf4j.bpf.verifier.paths;

import io.github.hidbpf4j.bpf.program.MapSpec;

/**
 * An operand of an instruction, as the verifier knew it on the first path that reached the
 * instruction: pointer kind and offset are the same on all paths pruned in favour of that one,
 * numbers need not be ({@link ProgramPaths#constant}). Offsets are in bytes, {@link #ANYWHERE} if
 * unknown.
 */
public sealed interface Operand {
  /** An unknown offset. */
  long ANYWHERE = Long.MIN_VALUE;

  /** Anything of no other kind, including NULL and uninitialised. */
  Operand OTHER = new Other();

  /** A pointer into a map value; {@link ProgramPaths#key} tells the element. */
  record MapField(MapSpec map, long offset) implements Operand {}

  /** A map. */
  record MapOf(MapSpec map) implements Operand {}

  /** A pointer into the stack; frame 0 is that of the function in which the path started. */
  record Stack(int frame, long offset) implements Operand {}

  /** A pointer into the context: for hooks, the array of their arguments. */
  record Context(long offset) implements Operand {}

  /**
   * Memory of known size, returned by a call or passed to a function; the sources tell by which.
   */
  record Memory(long offset) implements Operand {}

  /** A signed number between inclusive bounds, and the bounds of its low half. */
  record Bounded(long min, long max, int min32, int max32) implements Operand {
    /** Whether it is a single number. */
    public boolean isConstant() {
      return min == max;
    }
  }

  /** See {@link #OTHER}. */
  record Other() implements Operand {}
}
