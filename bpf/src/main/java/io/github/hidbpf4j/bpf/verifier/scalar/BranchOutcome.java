package io.github.hidbpf4j.bpf.verifier.scalar;

/** The predicted outcome of a conditional jump. */
public enum BranchOutcome {
  /** It always jumps. */
  TAKEN,
  /** It never jumps. */
  NOT_TAKEN,
  /** Either. */
  UNKNOWN
}
