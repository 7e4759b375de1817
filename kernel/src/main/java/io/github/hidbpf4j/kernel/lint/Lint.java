package io.github.hidbpf4j.kernel.lint;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.kernel.analysis.AnalyzedProgram;
import io.github.hidbpf4j.kernel.analysis.TimerUses;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.VerificationOptions;
import io.github.hidbpf4j.kernel.verify.ObjectVerification;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Applies all rules to an object, without running it. */
public final class Lint {
  /** Findings start with their place: {@code file.c:12: }. */
  private static final Pattern PLACE = Pattern.compile("(?:\\./)?(\\S+):(\\d{1,9}): (.*)");

  private Lint() {}

  /**
   * Returns the messages of all rules, except those suppressed by the object ({@link Silence}).
   *
   * @param profile the kernel for which it is verified
   * @param types that kernel's types
   * @param device the device's descriptor; null if unknown
   */
  public static List<LintMessage> of(
      BpfObject object, ApiProfile profile, Btf types, @Nullable ReportDescriptor device) {
    Set<String> wanted = LoadPlan.of(object, Set.of()).programs();
    List<AnalyzedProgram> programs = new ArrayList<>();
    List<ProgramVerdict> verdicts =
        ObjectVerification.verify(
            object,
            profile,
            types,
            VerificationOptions.DEFAULT,
            wanted::contains,
            paths -> programs.add(new AnalyzedProgram(paths)));
    return of(object, programs, verdicts, device);
  }

  /**
   * Same, for programs already verified.
   *
   * @param programs the accepted ones
   * @param verdicts verdicts on all programs loaded by default
   */
  public static List<LintMessage> of(
      BpfObject object,
      List<AnalyzedProgram> programs,
      List<ProgramVerdict> verdicts,
      @Nullable ReportDescriptor device) {
    LintMessages messages = new LintMessages();
    verdicts.forEach(v -> verdict(v, messages));
    LintedObject linted =
        new LintedObject(
            object,
            programs,
            verdicts.stream().allMatch(ProgramVerdict::accepted),
            new TimerUses(programs),
            device);
    ProbeRules.check(linted, messages);
    EventRules.check(linted, messages);
    DescriptorFixupRules.check(linted, messages);
    TimerRules.check(linted, messages);
    VariableRules.check(linted, messages);
    OrderRules.check(linted, messages);
    Silence silence = Silence.of(object);
    return messages.all().stream().filter(m -> !silence.covers(m)).toList();
  }

  private static void verdict(ProgramVerdict verdict, LintMessages messages) {
    if (!verdict.accepted()) {
      messages.add(
          LintRule.REFUSED,
          verdict.program(),
          "under %s: %s".formatted(verdict.profile(), verdict.reason()));
    }
    for (Finding finding : verdict.findings()) {
      boolean slot = finding.kind() == FindingKind.WRONG_SLOT;
      Matcher place = PLACE.matcher(finding.message());
      boolean placed = place.matches();
      messages.add(
          new LintMessage(
              slot ? LintRule.WRONG_SLOT : LintRule.FINDING,
              finding.kind().id(),
              finding.program(),
              placed ? place.group(1) : "",
              placed ? Integer.parseInt(place.group(2)) : 0,
              placed ? place.group(3) : finding.message()));
    }
  }
}
