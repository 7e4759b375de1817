package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.advice.FailingPath;
import io.github.hidbpf4j.bpf.verifier.advice.RefusedProgram;
import io.github.hidbpf4j.bpf.verifier.log.LogBuffer;

/** Verifies refused programs again, to find the failing path. */
public final class Refusals {
  private Refusals() {}

  /**
   * Collects details of a refusal by verifying the program a second time under observation.
   *
   * @param flags {@code BPF_F_*} of program loading
   * @param result result of the first verification
   * @param logLimit maximum number of characters of log
   */
  public static RefusedProgram of(
      LinkedProgram program,
      ApiProfile profile,
      int flags,
      PathVerification.Result result,
      int logLimit) {
    FailingPath path = new FailingPath(result.slot());
    PathVerification.Result again =
        PathVerification.observe(program, profile, flags, new LogBuffer(1, logLimit), path);
    return new RefusedProgram(program, profile, result.reason(), result.slot(), again.log(), path);
  }
}
