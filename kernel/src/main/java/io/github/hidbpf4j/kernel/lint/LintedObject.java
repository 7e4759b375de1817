package io.github.hidbpf4j.kernel.lint;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.kernel.analysis.AnalyzedProgram;
import io.github.hidbpf4j.kernel.analysis.TimerUses;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What rules look at.
 *
 * @param object the object
 * @param programs those that the kernel accepts
 * @param complete whether these are all of them
 * @param timers what they do with timers and work queues
 * @param device the descriptor that the device has; null where it is not known
 */
record LintedObject(
    BpfObject object,
    List<AnalyzedProgram> programs,
    boolean complete,
    TimerUses timers,
    @Nullable ReportDescriptor device) {
  private static final String PROBE = "probe";

  /** The program that loaders ask whether it wants a device. */
  Optional<AnalyzedProgram> probe() {
    return programs.stream().filter(p -> p.name().equals(PROBE) && p.hook().isEmpty()).findFirst();
  }
}
