package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.asm.Disassembler;
import io.github.hidbpf4j.bpf.asm.Disassembler.Form;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import java.util.List;
import java.util.Objects;

/**
 * Decides whether a program may run. What it checks is what Linux 6.12 checks, in its words and
 * mostly in its order: shape and encoding, attach target, who may call which helper and kfunc and
 * where sleeping is allowed, licence, initialised registers, depth of calls and stack.
 *
 * <p>{@link #verify}, which loading uses, is a first verifier: it follows the flow of data, not
 * every path, and does not know the bounds of memory accesses; an engine checks those and has a
 * budget. {@link #verifyEveryPath} is the path-sensitive one ({@link PathVerification}), measured
 * against the kernel's selftests; loading moves to it once all programs of ours are legal under it.
 */
public final class Verifier {
  /** States that a block keeps apart when one is not enough. */
  private static final int STATES_APART = 64;

  /** Slots times states kept at most. */
  private static final int STATE_BUDGET = 4_000_000;

  private Verifier() {}

  /**
   * Verifies a program under a profile, taking every function with a prototype for runnable.
   *
   * @throws VerificationException when it is refused
   */
  public static VerifiedProgram verify(LinkedProgram program, ApiProfile profile) {
    return verify(program, profile, Implementations.ALL);
  }

  /**
   * Verifies a program under a profile.
   *
   * @throws VerificationException when it is refused, also for calling what cannot be run
   */
  public static VerifiedProgram verify(
      LinkedProgram program, ApiProfile profile, Implementations implementations) {
    VerifierLog log = new VerifierLog(program);
    try {
      Structure structure = Structure.of(program);
      Attachment attachment = new Attachment(program, profile);
      attachment.checkMaps();
      attachment.checkTarget();
      Calls calls = new Calls(program, profile, implementations);
      Transfer transfer = new Transfer(program, profile, calls);
      Checker checker;
      try {
        checker = checked(program, profile, structure, transfer, calls, 1, log);
      } catch (Refusal _) {
        // one state a place may be too coarse: look again, and let that decide
        int apart = Math.clamp(STATE_BUDGET / program.instructions().size(), 2, STATES_APART);
        log = new VerifierLog(program);
        checker = checked(program, profile, structure, transfer, calls, apart, log);
      }
      List<Instruction> instructions = DeadCode.removed(program.instructions(), checker.live());
      return new VerifiedProgram(
          program, profile.name(), instructions, structure.functions(), checker.probeLoads());
    } catch (Refusal refusal) {
      throw exception(program, profile, refusal, log.text(refusal.reason()));
    }
  }

  /**
   * Verifies a program of an object along every path, as the kernel does it; a second time with a
   * log when it is refused.
   *
   * @throws VerificationException when it is refused, also for calling what cannot be run
   */
  public static VerifiedProgram verifyEveryPath(
      LinkedProgram program, ApiProfile profile, Implementations implementations) {
    VerifierLog log = new VerifierLog(program);
    PathVerification.Result result = PathVerification.verify(program, profile, 0, 0);
    if (!result.accepted()) {
      PathVerification.Result logged = PathVerification.verify(program, profile, 0, 1);
      Refusal refusal =
          new Refusal(Objects.requireNonNull(result.errno()), result.slot(), result.reason(), "");
      throw exception(program, profile, refusal, logged.log());
    }
    try {
      new RunnableCalls(program, implementations).check(result.live());
    } catch (Refusal refusal) {
      throw exception(program, profile, refusal, log.text(refusal.reason()));
    }
    return new VerifiedProgram(
        program,
        profile.name(),
        ContextLoads.converted(
            DeadCode.removed(program.instructions(), result.live()),
            result.contextLoads(),
            program.type(),
            profile),
        program.subprograms(),
        result.facts());
  }

  private static Checker checked(
      LinkedProgram program,
      ApiProfile profile,
      Structure structure,
      Transfer transfer,
      Calls calls,
      int statesApart,
      VerifierLog log)
      throws Refusal {
    Flow flow = new Flow(program, structure, transfer, calls, statesApart);
    Checker checker = new Checker(program, profile, structure, transfer, calls, flow, log);
    checker.check(profile);
    return checker;
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
