package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.kernel.finding.Finding;
import java.util.List;

/**
 * Findings on an object that can be made without running it: what Linux accepts and its author
 * should know all the same. Each names file and line. Only what is certain is said, or what happens
 * on a path that the program clearly has: an object without findings may still have the faults that
 * depend on devices and on time, which a run shows. They are made on the verifier's own paths, so
 * that none contradicts its verdict, and there are none on programs that it refuses.
 *
 * <p>Found are re-injection loops without a guard, reads of the event buffer after an injection
 * overwrote it, results of injections that may be -EBUSY and are not looked at, starts of timers
 * whose callback a cancel has dropped, timer callbacks that sleep, results of -4096 and less, and
 * {@code hid_bpf_input_report} in a descriptor fixup.
 */
public final class StaticFindings {
  private StaticFindings() {}

  /**
   * Findings on programs that work together: those of one object.
   *
   * @param accepted the paths of those that were accepted
   * @param profile the API that they were verified for
   */
  public static List<Finding> of(List<ProgramPaths> accepted, ApiProfile profile) {
    FindingCollector findings = new FindingCollector();
    List<AnalyzedProgram> programs = accepted.stream().map(AnalyzedProgram::new).toList();
    for (AnalyzedProgram program : programs) {
      InputReportDeadlock.check(program, findings);
      EventBufferOverwritten.check(program, findings);
      EventResults.check(program, findings);
    }
    TimerUses uses = new TimerUses(programs);
    for (EntryPoint entry : uses.entryPoints()) {
      SleepInTimerCallback.check(entry, findings);
    }
    StartAfterCancel.check(uses, findings);
    BusyIgnored.check(programs, profile, findings);
    ReinjectionLoop.check(uses, programs, findings);
    return findings.all();
  }
}
