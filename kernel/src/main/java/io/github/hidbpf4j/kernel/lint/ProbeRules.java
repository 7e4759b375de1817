package io.github.hidbpf4j.kernel.lint;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.bpf.verifier.paths.Operand;
import io.github.hidbpf4j.bpf.verifier.paths.PathSearch;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.bpf.verifier.paths.Source;
import io.github.hidbpf4j.kernel.analysis.AnalyzedProgram;
import io.github.hidbpf4j.kernel.conduct.SizeLook;
import io.github.hidbpf4j.kernel.parsed.DescriptorVariable;
import java.util.Optional;
import java.util.Set;

/** Rules for the decision of a probe and its basis. */
final class ProbeRules {
  /** In {@code struct hid_bpf_probe_args}: the descriptor's size and bytes, then the result. */
  private static final int SIZE_AT = 4;

  private static final int RETVAL_AT = 8 + 4096;
  private static final int RETVAL_SIZE = 4;

  private ProbeRules() {}

  static void check(LintedObject object, LintMessages messages) {
    object
        .probe()
        .filter(probe -> !mayAccept(probe))
        .ifPresent(
            probe ->
                messages.add(
                    LintRule.PROBE_NEVER_ACCEPTS,
                    probe,
                    probe.paths().start(),
                    "never leaves 0 in retval: the object is not attached to any device"));
  }

  // ---- the answer

  private static boolean mayAccept(AnalyzedProgram probe) {
    ProgramPaths paths = probe.paths();
    boolean[] accepts = new boolean[1];
    PathSearch.Question<Boolean> question =
        new PathSearch.Question<>() {
          @Override
          public Boolean pass(int node, Boolean zero) {
            return answers(paths, node) ? (Boolean) mayBeZero(paths, node) : zero;
          }

          @Override
          public void end(int node, Boolean zero) {
            accepts[0] |= zero;
          }
        };
    // Its initial value is -1.
    boolean all = new PathSearch<>(paths, question).from(paths.start(), false);
    return accepts[0] || !all || handsItsContextOn(paths);
  }

  private static boolean answers(ProgramPaths paths, int node) {
    return paths.isAccess(node)
        && !paths.instruction(node).isLoad()
        && paths.accessed(node) instanceof Operand.Context(long offset)
        && (offset == Operand.ANYWHERE
            || offset < RETVAL_AT + RETVAL_SIZE
                && offset + Opcode.bytes(paths.instruction(node).opcode()) > RETVAL_AT);
  }

  private static boolean mayBeZero(ProgramPaths paths, int node) {
    Instruction insn = paths.instruction(node);
    if (insn.instructionClass() == Opcode.ST) {
      return insn.imm() == 0;
    }
    Set<Source> sources = paths.sources(node, insn.src());
    Set<Long> numbers = paths.immediates(node, insn.src());
    boolean onlyNumbers =
        !sources.isEmpty()
            && sources.stream().allMatch(s -> s.isResult() && isImmediate(paths, s.node()));
    return !onlyNumbers || numbers.isEmpty() || numbers.stream().anyMatch(n -> n.intValue() == 0);
  }

  private static boolean isImmediate(ProgramPaths paths, int node) {
    Instruction insn = paths.instruction(node);
    int c = insn.instructionClass();
    return (c == Opcode.ALU || c == Opcode.ALU64)
            && Opcode.operation(insn.opcode()) == Opcode.MOV
            && Opcode.source(insn.opcode()) == Opcode.K
        || c == Opcode.LD;
  }

  /** Whether a kernel function may write to the context. */
  private static boolean handsItsContextOn(ProgramPaths paths) {
    for (int node = 0; node < paths.size(); node++) {
      if (paths.isKernelCall(node)) {
        for (int n = 1; n <= 5; n++) {
          if (paths.argument(node, n) instanceof Operand.Context) {
            return true;
          }
        }
      }
    }
    return false;
  }

  // ---- what it looks at

  /** What a probe has checked of the descriptor when it accepts. */
  enum Look {
    /** Nothing. */
    NONE,
    /** Whether its size is above or below a number. */
    BOUND,
    /** Its size, or bytes of it. */
    IDENTITY
  }

  /**
   * To what extent the size or bytes of the descriptor, raw or parsed, decide the branches of a
   * probe.
   */
  static Look lookAtDescriptor(LintedObject object) {
    Optional<DataVariable> parsed = object.object().variable(DescriptorVariable.NAME);
    return object.probe().map(probe -> lookAtDescriptor(probe.paths(), parsed)).orElse(Look.NONE);
  }

  private static Look lookAtDescriptor(ProgramPaths paths, Optional<DataVariable> parsed) {
    Look look = Look.NONE;
    for (int node = 0; node < paths.size(); node++) {
      Instruction insn = paths.instruction(node);
      int operation = Opcode.operation(insn.opcode());
      if (Opcode.isJumpClass(insn.opcode())
          && operation != Opcode.JA
          && operation != Opcode.CALL
          && operation != Opcode.EXIT
          && (isDescriptor(paths, node, insn.dst(), parsed)
              || Opcode.source(insn.opcode()) == Opcode.X
                  && isDescriptor(paths, node, insn.src(), parsed))) {
        if (!isOfSize(paths, node, insn.dst()) || !SizeLook.isBound(paths, node)) {
          return Look.IDENTITY;
        }
        look = Look.BOUND;
      }
      if (answers(paths, node)
          && insn.instructionClass() == Opcode.STX
          && isDescriptor(paths, node, insn.src(), parsed)) {
        return Look.IDENTITY; // without a jump: retval = size != 87
      }
    }
    return look;
  }

  private static boolean isOfSize(ProgramPaths paths, int node, int register) {
    return paths.sources(node, register).stream()
        .allMatch(
            s ->
                s.node() >= 0
                    && s.register() == Source.MADE
                    && paths.isAccess(s.node())
                    && paths.accessed(s.node()) instanceof Operand.Context(long offset)
                    && offset == SIZE_AT);
  }

  private static boolean isDescriptor(
      ProgramPaths paths, int node, int register, Optional<DataVariable> parsed) {
    for (Source source : paths.sources(node, register)) {
      if (source.node() < 0 || source.register() != Source.MADE || !paths.isAccess(source.node())) {
        continue;
      }
      Operand at = paths.accessed(source.node());
      if (at instanceof Operand.Context(long offset)
          && (offset == Operand.ANYWHERE || offset >= SIZE_AT && offset < RETVAL_AT)) {
        return true;
      }
      if (at instanceof Operand.MapField(var map, long offset)
          && parsed.isPresent()
          && parsed.get().map().equals(map.name())
          && (offset == Operand.ANYWHERE
              || offset >= parsed.get().offset()
                  && offset < parsed.get().offset() + parsed.get().size())) {
        return true;
      }
    }
    return false;
  }
}
