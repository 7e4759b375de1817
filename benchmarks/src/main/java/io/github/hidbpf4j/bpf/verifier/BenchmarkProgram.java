package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.RunFacts;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;

/** Passes the programs that engines are measured with off as verified: loops without bounds. */
public final class BenchmarkProgram {
  private BenchmarkProgram() {}

  /** This program, as it is. */
  public static VerifiedProgram of(LinkedProgram program) {
    return new AcceptedProgram(
        program, "raw", program.instructions(), program.subprograms(), RunFacts.NONE);
  }
}
