package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.function.HidFunctions;

/** Finds descriptor fixups that wait for the input lock, which the probe holds around them. */
final class InputReportDeadlock {
  private InputReportDeadlock() {}

  static void check(AnalyzedProgram program, FindingCollector findings) {
    if (!program.hook().equals("hid_rdesc_fixup")) {
      return;
    }
    program.forEachReached(
        program.paths().start(),
        node -> {
          if (program.paths().called(node) == HidFunctions.INPUT_REPORT) {
            findings.report(
                FindingKind.INPUT_REPORT_DEADLOCK,
                program.place(node),
                "hid_rdesc_fixup calls "
                    + HidFunctions.INPUT_REPORT
                    + ", which waits for the input lock that the"
                    + " probe holds; "
                    + FindingKind.INPUT_REPORT_DEADLOCK.breakingKernels()
                    + " waits forever: inject from a work item");
          }
        });
  }
}
