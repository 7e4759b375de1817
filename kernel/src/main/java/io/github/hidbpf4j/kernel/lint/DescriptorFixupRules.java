package io.github.hidbpf4j.kernel.lint;

import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.hid.descriptor.DescriptorParser;
import io.github.hidbpf4j.kernel.analysis.AnalyzedProgram;
import io.github.hidbpf4j.kernel.conduct.HookWalk;
import io.github.hidbpf4j.kernel.conduct.HookWalk.Look;
import io.github.hidbpf4j.kernel.conduct.HookWalk.Trail;
import io.github.hidbpf4j.kernel.conduct.ReportIds;
import java.util.OptionalLong;

/** Rules for descriptor fixups: how they change a descriptor, and whether they checked it first. */
final class DescriptorFixupRules implements HookWalk.Visitor {
  private static final String HOOK = "hid_rdesc_fixup";

  private final AnalyzedProgram program;
  private final ProbeRules.Look probe;
  private final LintMessages messages;

  private DescriptorFixupRules(
      AnalyzedProgram program, ProbeRules.Look probe, LintMessages messages) {
    this.program = program;
    this.probe = probe;
    this.messages = messages;
  }

  static void check(LintedObject object, LintMessages messages) {
    ProbeRules.Look probe = ProbeRules.lookAtDescriptor(object);
    for (AnalyzedProgram program : object.programs()) {
      if (program.hook().equals(HOOK)) {
        boolean _ =
            HookWalk.over(
                program, ReportIds.ALL, new DescriptorFixupRules(program, probe, messages));
      }
    }
  }

  @Override
  public void called(int node, KernelFunction function, Trail trail) {
    OptionalLong needed = HookWalk.bytesNeeded(program, node, function);
    if (needed.orElse(0) > DescriptorParser.MAX_DESCRIPTOR_SIZE) {
      messages.add(
          LintRule.BUFFER_TOO_SHORT,
          program,
          node,
          "asks for bytes up to %d, but a descriptor's buffer has %d: the result is always NULL"
              .formatted(needed.getAsLong(), DescriptorParser.MAX_DESCRIPTOR_SIZE));
    }
  }

  /** Whether a path has not examined the descriptor. */
  private boolean isBlind(Trail trail) {
    return probe == ProbeRules.Look.NONE && trail.looks().isEmpty();
  }

  /** Whether a path has identified the descriptor. */
  private boolean knows(Trail trail) {
    return probe == ProbeRules.Look.IDENTITY || trail.hasLookedAt(Look.ID, Look.BYTES, Look.SIZE);
  }

  @Override
  public void ended(int node, Trail trail) {
    long size = trail.result();
    boolean known = size != HookWalk.UNKNOWN_RESULT;
    if (known && size > 0 && trail.end() > size) {
      messages.add(
          LintRule.WRITE_BEYOND_REPORT,
          program,
          trail.last(),
          "writes byte %d, but returns %d as the size: the byte is lost"
              .formatted(trail.end() - 1, size));
    }
    int whole = trail.written().fromStart();
    if (knows(trail) || known && size < 0 || !known && whole > 0) {
      return;
    }
    if (known && size > 0) {
      if (isBlind(trail) && whole < size) {
        messages.add(
            LintRule.HARD_CODED_SIZE,
            program,
            trail.hasWritten() ? trail.first() : node,
            ("returns %d as the descriptor's size, but has written %s: the other bytes depend on "
                    + "the descriptor")
                .formatted(
                    size, trail.hasWritten() ? "only " + trail.written().words() : "nothing"));
      }
    } else if (trail.hasWritten() && !isBlind(trail)) {
      messages.add(
          LintRule.WEAK_PATCH_CHECK,
          program,
          trail.first(),
          ("changes %s of every descriptor of about that size: neither bytes nor, with ==, the "
                  + "size are compared")
              .formatted(trail.written().words()));
    } else if (trail.hasWritten()) {
      messages.add(
          LintRule.UNCHECKED_PATCH,
          program,
          trail.first(),
          ("changes %s of any descriptor: neither its size nor its bytes are compared first, here "
                  + "or in probe")
              .formatted(trail.written().words()));
    }
  }
}
