package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.RunFacts;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import java.util.BitSet;
import java.util.List;

/** For tests of engines: passes programs off as verified. */
public final class UnverifiedPrograms {
  private UnverifiedPrograms() {}

  /** This program, as it is. */
  public static VerifiedProgram of(LinkedProgram program) {
    return of(program, program.instructions(), program.subprograms(), new BitSet());
  }

  /** A program with other instructions than its source has. */
  public static VerifiedProgram of(
      LinkedProgram program,
      List<Instruction> instructions,
      List<Subprogram> subprograms,
      BitSet probeLoads) {
    return new AcceptedProgram(program, "raw", instructions, subprograms, RunFacts.of(probeLoads));
  }
}
