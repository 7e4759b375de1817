package io.github.hidbpf4j.kernel.verify;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.Explanation;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.ApiProfile.TimerCallbackRule;
import io.github.hidbpf4j.bpf.proto.TimerFunctions;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import io.github.hidbpf4j.bpf.verifier.Refusals;
import io.github.hidbpf4j.bpf.verifier.advice.Explainer;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.kernel.analysis.SlotNames;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.Verdict;
import io.github.hidbpf4j.kernel.verdict.VerificationOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Verifies a linked program and explains the verdict. */
public final class ProgramVerification {
  private static final int EXPLAINED_LOG = 1 << 20;
  private static final int TIMER_SET_CALLBACK = TimerFunctions.TIMER_SET_CALLBACK.number();

  private ProgramVerification() {}

  /**
   * A kernel's verdict on this program.
   *
   * @param poisoned its unmatched CO-RE relocations, by slot, in the linker's words
   */
  public static ProgramVerdict verify(
      LinkedProgram program,
      ApiProfile profile,
      VerificationOptions options,
      Map<Integer, String> poisoned) {
    return verdict(
        program,
        profile,
        options,
        poisoned,
        PathVerification.verify(
            program, profile, options.flags(), options.logLevel(), options.logLimit()));
  }

  /**
   * Same, with the paths of an accepted program.
   *
   * @param paths receives them
   */
  static ProgramVerdict verify(
      LinkedProgram program,
      ApiProfile profile,
      VerificationOptions options,
      Map<Integer, String> poisoned,
      Consumer<? super ProgramPaths> paths) {
    PathVerification.Traced traced =
        PathVerification.trace(
            program, profile, options.flags(), options.logLevel(), options.logLimit());
    if (traced.paths() != null) {
      paths.accept(traced.paths());
    }
    return verdict(program, profile, options, poisoned, traced.result());
  }

  private static ProgramVerdict verdict(
      LinkedProgram program,
      ApiProfile profile,
      VerificationOptions options,
      Map<Integer, String> poisoned,
      PathVerification.Result result) {
    boolean accepted = result.accepted();
    return new ProgramVerdict(
        program.name(),
        program.section(),
        profile.name(),
        accepted ? Verdict.ACCEPTED : Verdict.REJECTED,
        result.errno(),
        accepted ? null : explain(program, profile, options, result, poisoned),
        "",
        result.processed(),
        options.logLevel() == 0 ? "" : result.log(),
        accepted ? findings(program, profile, options, result.missedChecks()) : List.of());
  }

  /** Findings on what this kernel wrongly accepts. */
  private static List<Finding> findings(
      LinkedProgram program,
      ApiProfile profile,
      VerificationOptions options,
      List<String> missedChecks) {
    List<Finding> all = new ArrayList<>(sleepingTimers(program, profile, options));
    for (String missed : missedChecks) {
      all.add(
          new Finding(
              FindingKind.VERIFIER_HOLE,
              program.name(),
              "kernel " + profile.name() + " accepts what is not safe: " + missed));
    }
    Finding slot = SlotNames.check(program);
    if (slot != null) {
      all.add(slot);
    }
    return List.copyOf(all);
  }

  private static Explanation explain(
      LinkedProgram program,
      ApiProfile profile,
      VerificationOptions options,
      PathVerification.Result result,
      Map<Integer, String> poisoned) {
    return Explainer.of(
        Refusals.of(program, profile, options.flags(), result, EXPLAINED_LOG), poisoned);
  }

  /** Findings on timer callbacks that sleep because their program may. */
  private static List<Finding> sleepingTimers(
      LinkedProgram program, ApiProfile profile, VerificationOptions options) {
    if (!program.sleepable()
        || profile.options().timerCallbacks() != TimerCallbackRule.SLEEPABLE
        || profile.has(VerifierRule.SLEEPABLE_BY_STATE)
        || program.instructions().stream().noneMatch(ProgramVerification::setsTimerCallback)) {
      return List.of();
    }
    ApiProfile strict =
        profile.toBuilder(profile.name(), profile.description())
            .options(profile.options().with(TimerCallbackRule.NON_SLEEPABLE))
            .build();
    PathVerification.Result result = PathVerification.verify(program, strict, options.flags(), 0);
    if (result.accepted()) {
      return List.of();
    }
    Explanation why =
        Explainer.of(
            Refusals.of(program, strict, options.flags(), result, EXPLAINED_LOG), Map.of());
    return List.of(
        new Finding(
            FindingKind.SLEEP_IN_TIMER_CALLBACK,
            program.name(),
            "kernel "
                + profile.name()
                + " treats the timer callbacks of a sleepable program as sleepable, but they run "
                + "in interrupt context; later kernels refuse the program: "
                + why.text()));
  }

  private static boolean setsTimerCallback(Instruction insn) {
    return insn.opcode() == (Opcode.JMP | Opcode.CALL)
        && insn.src() == Opcode.CALL_HELPER
        && insn.imm() == TIMER_SET_CALLBACK;
  }
}
