package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Disassembler;
import io.github.hidbpf4j.bpf.asm.Disassembler.Form;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.VerificationException;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.text.ProgramNames;
import io.github.hidbpf4j.bpf.verifier.advice.Explainer;
import io.github.hidbpf4j.bpf.verifier.advice.RefusedProgram;
import io.github.hidbpf4j.bpf.verifier.log.LogBuffer;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Decides whether a program may run: gives the verdict of Linux 6.12, with its messages, after
 * following every path ({@link PathVerification}).
 */
public final class Verifier {
  private Verifier() {}

  /**
   * Verifies a program under a profile, assuming that every function with a prototype can be run.
   *
   * @throws VerificationException when it is refused
   */
  public static VerifiedProgram verify(LinkedProgram program, ApiProfile profile) {
    return verify(program, profile, Implementations.ALL);
  }

  /**
   * Verifies a program under a profile; a second time with a log when it is refused.
   *
   * @throws VerificationException when it is refused, including for calling functions that cannot
   *     be run
   */
  public static VerifiedProgram verify(
      LinkedProgram program, ApiProfile profile, Implementations implementations) {
    return accept(
        program, profile, implementations, PathVerification.verify(program, profile, 0, 0));
  }

  /**
   * Same, passing on the paths of an accepted program.
   *
   * @param paths receives them
   */
  public static VerifiedProgram verify(
      LinkedProgram program,
      ApiProfile profile,
      Implementations implementations,
      Consumer<? super ProgramPaths> paths) {
    PathVerification.Traced traced =
        PathVerification.trace(program, profile, 0, 0, LogBuffer.DEFAULT_LIMIT);
    VerifiedProgram verified = accept(program, profile, implementations, traced.result());
    paths.accept(Objects.requireNonNull(traced.paths()));
    return verified;
  }

  private static VerifiedProgram accept(
      LinkedProgram program,
      ApiProfile profile,
      Implementations implementations,
      PathVerification.Result result) {
    if (!result.accepted()) {
      RefusedProgram refused = Refusals.of(program, profile, 0, result, LogBuffer.DEFAULT_LIMIT);
      Errno errno = Objects.requireNonNull(result.errno());
      String hint = Explainer.of(refused, Map.of()).hint();
      throw exception(
          program,
          profile,
          new Refusal(errno, result.slot(), result.reason(), hint),
          refused.log());
    }
    try {
      new RunnableCalls(program, implementations).check(result.live());
    } catch (Refusal refusal) {
      throw exception(program, profile, refusal, refusal.reason() + "\n");
    }
    return PathVerification.verified(program, profile, result);
  }

  private static VerificationException exception(
      LinkedProgram program, ApiProfile profile, Refusal refusal, String log) {
    StringBuilder message = new StringBuilder();
    message.append("program '").append(program.name()).append('\'');
    if (!program.object().isEmpty()) {
      message.append(" of ").append(program.object());
    }
    message.append(" is refused under profile ").append(profile.name()).append(": ");
    message.append(refusal.reason());
    if (refusal.slot() >= 0) {
      String text =
          new Disassembler(Form.KERNEL, new ProgramNames(program))
              .text(program.instructions(), refusal.slot());
      message.append(", in slot ").append(refusal.slot()).append(" '").append(text).append('\'');
      LineInfo line = program.lineAt(refusal.slot());
      if (line != null) {
        message.append(" (").append(line.file()).append(':').append(line.line());
        if (line.column() > 0) {
          message.append(':').append(line.column());
        }
        message.append(" '").append(line.text().strip()).append("')");
      }
    }
    if (!refusal.hint().isEmpty()) {
      message.append("; ").append(refusal.hint());
    }
    return new VerificationException(
        message.toString(), refusal.reason(), refusal.errno(), refusal.slot(), log);
  }
}
