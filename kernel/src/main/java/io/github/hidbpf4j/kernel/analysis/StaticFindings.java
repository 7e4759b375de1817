package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.kernel.finding.Finding;
import java.util.List;

/**
 * Static findings on an object: behaviour that Linux accepts but the author should know about. Each
 * names file and line. Only certain findings are reported, or those on a path that the program
 * clearly has: an object without findings may still have faults that depend on devices and timing,
 * which a run shows. They are derived from the verifier's own paths, so that none contradicts its
 * verdict; programs that it refuses have none.
 *
 * <p>Findings are: re-injection loops without a guard, reads of the event buffer after an injection
 * overwrote it, ignored results of injections that may be -EBUSY, starts of timers whose callback
 * was dropped by a cancel, timer callbacks that sleep, results of -4096 and less, and {@code
 * hid_bpf_input_report} in a descriptor fixup.
 */
public final class StaticFindings {
  private StaticFindings() {}

  /**
   * Makes findings on the programs of one object.
   *
   * @param accepted the paths of the accepted programs
   * @param profile the profile under which they were verified
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
