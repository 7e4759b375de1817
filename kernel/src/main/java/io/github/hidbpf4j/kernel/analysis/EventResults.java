package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.verifier.paths.Derivation;
import io.github.hidbpf4j.bpf.verifier.paths.Operand;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Analyses the results of event hooks: finds results of -4096 and less, and tells whether reports
 * are held back. A result is the verifier's knowledge of R0 at the end of a path, a constant that
 * some path leaves there, or the values computed by constants from a byte with a known range (for a
 * product with a negative number the verifier knows no bounds, but it can compute each value).
 * Other computed or negated results only show in a run.
 */
final class EventResults {
  private static final int MAX_ERRNO = 4095;

  private record Result(int node, long low, long high) {
    boolean isErrno() {
      return high < 0 && low >= -MAX_ERRNO;
    }

    boolean isBelow() {
      return high < -MAX_ERRNO;
    }
  }

  private EventResults() {}

  /** Whether the program drops reports, which it may have stored for later. */
  static boolean mayDropReports(AnalyzedProgram program) {
    return results(program).stream().anyMatch(Result::isErrno);
  }

  static void check(AnalyzedProgram program, FindingCollector findings) {
    for (Result result : results(program)) {
      if (result.isBelow()) {
        findings.report(
            FindingKind.RESULT_BELOW_ERRNO_RANGE,
            program.place(result.node()),
            "hid_device_event returns "
                + (result.low() == result.high() ? "" + result.low() : "at most " + result.high())
                + "; "
                + FindingKind.RESULT_BELOW_ERRNO_RANGE.breakingKernels()
                + " crashes on results below -4095: return a negative errno");
      }
    }
  }

  private static List<Result> results(AnalyzedProgram program) {
    List<Result> all = new ArrayList<>();
    if (program.isEventHook()) {
      ProgramPaths paths = program.paths();
      for (int node = 0; node < paths.size(); node++) {
        if (paths.isExit(node) && paths.depth(node) == 0 && paths.root(node) == paths.start()) {
          if (paths.result(node) instanceof Operand.Bounded r) {
            all.add(new Result(node, r.min32(), r.max32()));
          }
          for (Derivation way : paths.derivations(node, 0)) {
            Operand.Bounded r = way.results();
            if (r != null) {
              all.add(new Result(node, r.min32(), r.max32()));
            }
          }
          for (long number : paths.immediates(node, 0)) {
            all.add(new Result(node, (int) number, (int) number));
          }
        }
      }
    }
    return all;
  }
}
