package io.github.hidbpf4j.bpf.verifier.paths;

import io.github.hidbpf4j.bpf.program.MapSpec;

/**
 * What an instruction works on, as the verifier knew it on the path where it first came there: kind
 * of pointer and offset are the same on all paths that were given up for that one, numbers need not
 * be ({@link ProgramPaths#constant}). Offsets are in bytes, {@link #ANYWHERE} where not known.
 */
public sealed interface Operand {
  /** An offset that is not known. */
  long ANYWHERE = Long.MIN_VALUE;

  /** What is of none of the other kinds, NULL and nothing included. */
  Operand OTHER = new Other();

  /** In a value of a map; of which element {@link ProgramPaths#key} tells. */
  record MapField(MapSpec map, long offset) implements Operand {}

  /** A map. */
  record MapOf(MapSpec map) implements Operand {}

  /** The stack; frames count from 0, that of the function which the path began with. */
  record Stack(int frame, long offset) implements Operand {}

  /** The context of the program: of hooks the array of their arguments. */
  record Context(long offset) implements Operand {}

  /** Memory of known size that a call returned or a function was handed; by which, see sources. */
  record Memory(long offset) implements Operand {}

  /** A number between bounds, both included, signed; and what its low half is between. */
  record Bounded(long min, long max, int min32, int max32) implements Operand {
    /** Whether it is one number. */
    public boolean isConstant() {
      return min == max;
    }
  }

  /** See {@link #OTHER}. */
  record Other() implements Operand {}
}
