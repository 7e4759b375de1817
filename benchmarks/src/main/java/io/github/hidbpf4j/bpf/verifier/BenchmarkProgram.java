package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.RunFacts;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;

/**
 * Makes verified programs, without verifying, of those that engines are measured with: their loops
 * have no bounds.
 */
public final class BenchmarkProgram {
  private BenchmarkProgram() {}

  /** The program, unmodified. */
  public static VerifiedProgram of(LinkedProgram program) {
    return new AcceptedProgram(
        program, "raw", program.instructions(), program.subprograms(), RunFacts.NONE);
  }
}
