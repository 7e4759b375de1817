package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.RunFacts;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.env.Instruments;
import io.github.hidbpf4j.bpf.verifier.env.WalkObserver;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarAlu;
import java.util.function.UnaryOperator;

/**
 * A verifier and programs with a fault, to test that faults are found. In the verifier's package,
 * since nobody else can make a verified program.
 */
public final class UnsoundVerifier {
  private UnsoundVerifier() {}

  /** An accepted program with each of its instructions changed. */
  public static VerifiedProgram changed(
      VerifiedProgram accepted, UnaryOperator<Instruction> instruction) {
    return new AcceptedProgram(
        accepted.source(),
        accepted.profile(),
        accepted.instructions().stream().map(instruction).toList(),
        accepted.subprograms(),
        RunFacts.NONE);
  }

  /** Verifies with this arithmetic. */
  public static PathVerification.Verification verify(
      LinkedProgram program,
      ApiProfile profile,
      int flags,
      WalkObserver observer,
      ScalarAlu arithmetic) {
    return PathVerification.verify(program, profile, flags, new Instruments(observer, arithmetic));
  }
}
