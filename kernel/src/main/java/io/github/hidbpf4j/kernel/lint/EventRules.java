package io.github.hidbpf4j.kernel.lint;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.bpf.verifier.paths.Source;
import io.github.hidbpf4j.hid.descriptor.DescriptorParser;
import io.github.hidbpf4j.kernel.analysis.AnalyzedProgram;
import io.github.hidbpf4j.kernel.analysis.EventBytes;
import io.github.hidbpf4j.kernel.conduct.HookWalk;
import io.github.hidbpf4j.kernel.conduct.HookWalk.Look;
import io.github.hidbpf4j.kernel.conduct.HookWalk.Trail;
import io.github.hidbpf4j.kernel.conduct.ReportIds;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Rules for what event hooks do to reports. */
final class EventRules implements HookWalk.Visitor {
  private final AnalyzedProgram program;
  private final InputReports reports;
  private final boolean injects;
  private final boolean probed;
  private final LintMessages messages;

  private EventRules(
      AnalyzedProgram program,
      InputReports reports,
      boolean injects,
      boolean probed,
      LintMessages messages) {
    this.program = program;
    this.reports = reports;
    this.injects = injects;
    this.probed = probed;
    this.messages = messages;
  }

  static void check(LintedObject object, LintMessages messages) {
    InputReports reports = new InputReports(object.device());
    boolean injects = object.programs().stream().anyMatch(EventRules::injects);
    boolean probed = ProbeRules.lookAtDescriptor(object) != ProbeRules.Look.NONE;
    for (AnalyzedProgram program : object.programs()) {
      if (program.isEventHook()) {
        boolean _ =
            HookWalk.over(
                program,
                reports.ids(),
                new EventRules(program, reports, injects, probed, messages));
      }
    }
  }

  private static boolean injects(AnalyzedProgram program) {
    ProgramPaths paths = program.paths();
    for (int node = 0; node < paths.size(); node++) {
      KernelFunction function = paths.called(node);
      if (function != null && function.is(Trait.INJECTS_REPORT)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void called(int node, KernelFunction function, Trail trail) {
    OptionalLong needed = HookWalk.bytesNeeded(program, node, function);
    int buffer = reports.bufferSize().orElse(DescriptorParser.MAX_BUFFER_SIZE);
    if (needed.orElse(0) > buffer) {
      messages.add(
          LintRule.BUFFER_TOO_SHORT,
          program,
          node,
          "asks for bytes up to %d, but %s %d: the result is always NULL"
              .formatted(
                  needed.getAsLong(),
                  reports.isKnown()
                      ? "the event buffer of this device has"
                      : "an event buffer has at most",
                  buffer));
    }
  }

  @Override
  public void compared(int node, EventBytes bytes, Trail trail) {
    OptionalInt longest = reports.longest(trail.ids());
    if (longest.isPresent()
        && !injects
        && bytes.isPrecise()
        && bytes.offset() >= longest.getAsInt()
        && !trail.written().has((int) bytes.offset())
        && !trail.hasLookedAt(Look.SIZE, Look.BOUND)) {
      messages.add(
          LintRule.COMPARES_BEYOND_REPORT,
          program,
          node,
          "compares byte %d, but %s: it is always 0"
              .formatted(bytes.offset(), lengthText(trail.ids(), longest.getAsInt())));
    }
  }

  private String lengthText(ReportIds ids, int longest) {
    return reports.isNumbered()
        ? "%s %s %s %d bytes"
            .formatted(
                ids.size() == 1 ? "report" : "reports",
                ids,
                ids.size() == 1 ? "has" : "have at most",
                longest)
        : "the device's report has " + longest + " bytes";
  }

  @Override
  public void written(int node, EventBytes bytes, Trail trail) {
    if (!reports.isNumbered()) {
      unchecked(node, trail, bytes);
      return;
    }
    if (trail.hasLookedAt(Look.ID, Look.SIZE, Look.BOUND)) {
      return;
    }
    if (trail.ids().size() > 1) {
      messages.add(
          LintRule.REPORT_ID_IGNORED,
          program,
          node,
          "changes %s of any report: the device has reports %s, and they are not told apart"
              .formatted(bytes.offset() < 0 ? "bytes" : "byte " + bytes.offset(), trail.ids()));
    } else if (bytes.offset() == 0 && isComputed(node)) {
      messages.add(
          LintRule.REPORT_ID_IGNORED,
          program,
          node,
          "changes byte 0, which is the id of report " + trail.ids());
    }
  }

  private void unchecked(int node, Trail trail, EventBytes bytes) {
    if (!probed && !trail.hasLookedAt(Look.ID, Look.SIZE, Look.BOUND)) {
      messages.add(
          LintRule.UNCHECKED_REPORT,
          program,
          node,
          ("changes %s of any report: neither its size nor its first byte is checked, nor the "
                  + "descriptor in probe")
              .formatted(bytes.offset() < 0 ? "bytes" : "byte " + bytes.offset()));
    }
  }

  /** Whether the stored value was computed from data of the report. */
  private boolean isComputed(int node) {
    ProgramPaths paths = program.paths();
    Instruction insn = paths.instruction(node);
    return insn.instructionClass() == Opcode.STX
        && paths.sources(node, insn.src()).stream()
            .anyMatch(
                s ->
                    s.node() >= 0
                        && s.register() == Source.MADE
                        && paths.isAccess(s.node())
                        && program.accessedEvent(s.node()) != null);
  }

  @Override
  public void ended(int node, Trail trail) {
    long result = trail.result();
    if (result == HookWalk.UNKNOWN_RESULT) {
      return;
    }
    if (result < 0) {
      dropped(node, trail);
      return;
    }
    OptionalInt end = result > 0 ? OptionalInt.of((int) result) : reports.longest(trail.ids());
    if (end.isPresent()
        && trail.last() != ProgramPaths.NONE
        && trail.end() > end.getAsInt()
        && !trail.hasLookedAt(Look.SIZE, Look.BOUND)) {
      messages.add(
          LintRule.WRITE_BEYOND_REPORT,
          program,
          trail.last(),
          "writes byte %d, but %s: the byte is lost"
              .formatted(
                  trail.end() - 1,
                  result > 0
                      ? "the hook returns " + result + " as the size"
                      : "the hook keeps the size, and " + lengthText(trail.ids(), end.getAsInt())));
    }
  }

  private void dropped(int node, Trail trail) {
    if (reports.isNumbered()
        && trail.ids().size() > 1
        && trail.hasLookedAt(Look.BYTES)
        && !trail.hasLookedAt(Look.ID, Look.SIZE, Look.BOUND)) {
      messages.add(
          LintRule.REPORT_ID_IGNORED,
          program,
          node,
          "drops any report with such bytes: the device has reports %s, and they are not told apart"
              .formatted(trail.ids()));
    }
  }
}
