package io.github.hidbpf4j.bpf.verifier.scalar;

/** What is known of a conditional jump before it runs. */
public enum BranchOutcome {
  /** It always jumps. */
  TAKEN,
  /** It never jumps. */
  NOT_TAKEN,
  /** Either. */
  UNKNOWN
}
