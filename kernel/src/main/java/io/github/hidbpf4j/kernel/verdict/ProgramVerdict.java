package io.github.hidbpf4j.kernel.verdict;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.Explanation;
import io.github.hidbpf4j.kernel.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kernel's verdict on one program.
 *
 * @param program its name
 * @param section its section, or the type assigned to it
 * @param profile name of the API profile
 * @param verdict the outcome
 * @param errno the errno of loading; null when it was accepted or not linked
 * @param explanation why it was rejected, or null
 * @param problem why it could not be linked; empty otherwise
 * @param processed instructions that the verifier processed
 * @param log the log at the requested level; empty when none was requested
 * @param findings what this kernel wrongly accepts, and hints for the author
 */
public record ProgramVerdict(
    String program,
    String section,
    String profile,
    Verdict verdict,
    @Nullable Errno errno,
    @Nullable Explanation explanation,
    String problem,
    int processed,
    String log,
    List<Finding> findings) {

  /** Compact constructor: lists are copied. */
  public ProgramVerdict {
    findings = List.copyOf(findings);
  }

  /** {@return whether the program would be loaded} */
  public boolean accepted() {
    return verdict == Verdict.ACCEPTED;
  }

  /** {@return why the program is not accepted, in one line; empty when it is} */
  public String reason() {
    Explanation why = explanation;
    if (why != null || problem.isEmpty()) {
      return why == null ? "" : why.text();
    }
    String action = LinkAdvice.of(problem);
    return "not linked: " + problem + (action.isEmpty() ? "" : "; to do: " + action);
  }

  /**
   * Adds findings.
   *
   * @param more appended to those of this verdict
   * @return a copy with all findings
   */
  public ProgramVerdict with(List<Finding> more) {
    List<Finding> all = new ArrayList<>(findings);
    all.addAll(more);
    return new ProgramVerdict(
        program, section, profile, verdict, errno, explanation, problem, processed, log, all);
  }

  /**
   * Creates the verdict on a program that could not be linked.
   *
   * @param program its name
   * @param section its section
   * @param profile name of the API profile
   * @param problem why libbpf could not link it; null when unknown
   * @return a verdict of {@link Verdict#NOT_LINKED}
   */
  public static ProgramVerdict notLinked(
      String program, String section, String profile, @Nullable String problem) {
    return new ProgramVerdict(
        program,
        section,
        profile,
        Verdict.NOT_LINKED,
        null,
        null,
        problem == null ? "no reason known" : problem,
        0,
        "",
        List.of());
  }
}
