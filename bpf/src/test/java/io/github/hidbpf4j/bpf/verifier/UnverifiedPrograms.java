package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.RunFacts;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.env.Instruments;
import io.github.hidbpf4j.bpf.verifier.env.WalkObserver;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarAlu;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;

/** For tests of engines and of the verifier itself: passes programs off as verified. */
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

  /** A program that was accepted, with each of its instructions changed. */
  public static VerifiedProgram changed(
      VerifiedProgram accepted, UnaryOperator<Instruction> instruction) {
    return new AcceptedProgram(
        accepted.source(),
        accepted.profile(),
        accepted.instructions().stream().map(instruction).toList(),
        accepted.subprograms(),
        RunFacts.NONE);
  }

  /** What a verifier with this arithmetic accepts. */
  public static PathVerification.Verification verify(
      LinkedProgram program,
      ApiProfile profile,
      int flags,
      WalkObserver observer,
      ScalarAlu arithmetic) {
    return PathVerification.verify(program, profile, flags, new Instruments(observer, arithmetic));
  }
}
