package io.github.hidbpf4j.kernel.lint;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.kernel.analysis.AnalyzedProgram;
import io.github.hidbpf4j.kernel.analysis.TimerUses;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The input of rules.
 *
 * @param object the object
 * @param programs its accepted programs
 * @param complete whether these are all of its programs
 * @param timers their uses of timers and work queues
 * @param device the device's descriptor; null if unknown
 */
record LintedObject(
    BpfObject object,
    List<AnalyzedProgram> programs,
    boolean complete,
    TimerUses timers,
    @Nullable ReportDescriptor device) {
  private static final String PROBE = "probe";

  /** The program that decides whether the object wants a device. */
  Optional<AnalyzedProgram> probe() {
    return programs.stream().filter(p -> p.name().equals(PROBE) && p.hook().isEmpty()).findFirst();
  }
}
