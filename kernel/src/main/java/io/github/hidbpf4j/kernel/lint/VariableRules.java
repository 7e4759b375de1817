package io.github.hidbpf4j.kernel.lint;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.verifier.paths.Operand;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.bpf.verifier.paths.Source;
import io.github.hidbpf4j.kernel.analysis.AnalyzedProgram;
import io.github.hidbpf4j.kernel.metadata.UdevProperties;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules for misused variables and maps. */
final class VariableRules {
  private final LintedObject object;
  private final LintMessages messages;

  private VariableRules(LintedObject object, LintMessages messages) {
    this.object = object;
    this.messages = messages;
  }

  static void check(LintedObject object, LintMessages messages) {
    if (object.complete()) {
      VariableRules rules = new VariableRules(object, messages);
      rules.properties();
      object.object().variables().forEach(rules::latch);
    }
  }

  // ---- properties

  private void properties() {
    for (UdevProperties.Declared property : UdevProperties.of(object.object())) {
      String name = UdevProperties.PREFIX + property.name();
      Optional<DataVariable> variable = object.object().variable(name);
      boolean used =
          object.programs().stream()
              .map(p -> p.paths().program())
              .anyMatch(p -> variable.map(v -> refersTo(p, v)).orElseGet(() -> refersTo(p, name)));
      if (!used) {
        messages.add(
            LintRule.UNUSED_PROPERTY,
            name,
            "no program %s property %s"
                .formatted(property.map() ? "sets or reads" : "reads", property.name()));
      }
    }
  }

  private static boolean refersTo(LinkedProgram program, String map) {
    return program.maps().stream().anyMatch(m -> m.name().equals(map));
  }

  private static boolean refersTo(LinkedProgram program, DataVariable variable) {
    List<Instruction> code = program.instructions();
    for (int slot = 0; slot + 1 < code.size(); slot++) {
      Instruction insn = code.get(slot);
      if (insn.opcode() == Opcode.LD_IMM64
          && insn.src() == Opcode.PSEUDO_MAP_VALUE
          && insn.imm() >= 0
          && insn.imm() < program.maps().size()
          && program.maps().get(insn.imm()).name().equals(variable.map())) {
        long at = Integer.toUnsignedLong(code.get(slot + 1).imm());
        if (at >= variable.offset() && at < variable.offset() + variable.size()) {
          return true;
        }
      }
    }
    return false;
  }

  // ---- flags

  /** The uses of a variable. */
  private static final class Uses {
    final Set<Long> stored = new HashSet<>();
    boolean unclear;
    boolean decides;
    @Nullable AnalyzedProgram setBy;
    int setAt = ProgramPaths.NONE;
  }

  private void latch(DataVariable variable) {
    if (variable.size() > Long.BYTES
        || variable.name().startsWith(UdevProperties.PREFIX)
        || !startsAsZero(variable)) {
      return;
    }
    Uses uses = new Uses();
    object.programs().forEach(program -> look(program, variable, uses));
    if (!uses.unclear
        && uses.decides
        && uses.setBy != null
        && uses.stored.size() == 1
        && !uses.stored.contains(0L)) {
      messages.add(
          LintRule.LATCH_NEVER_RESET,
          uses.setBy,
          uses.setAt,
          ("sets %s to %d, which nothing clears: what depends on it is not repeated after a "
                  + "reconnect")
              .formatted(variable.name(), uses.stored.iterator().next()));
    }
  }

  private boolean startsAsZero(DataVariable variable) {
    MapSpec map = object.object().map(variable.map()).orElse(null);
    if (map == null || map.frozen()) {
      return false;
    }
    for (long at = variable.offset(); at < variable.offset() + variable.size(); at++) {
      if (map.initialByte((int) at) != 0) {
        return false;
      }
    }
    return true;
  }

  private static void look(AnalyzedProgram program, DataVariable variable, Uses uses) {
    ProgramPaths paths = program.paths();
    for (int node = 0; node < paths.size(); node++) {
      Instruction insn = paths.instruction(node);
      if (paths.isAccess(node)) {
        if (!isIn(paths.accessed(node), variable)) {
          continue;
        }
        if (!insn.isLoad()) {
          store(program, node, insn, uses);
        }
      } else if (paths.isKernelCall(node)) {
        for (int n = 1; n <= 5; n++) {
          uses.unclear |= isIn(paths.argument(node, n), variable);
        }
      } else if (program.isEventHook() && Opcode.isJumpClass(insn.opcode())) {
        uses.decides |=
            isOf(paths, node, insn.dst(), variable)
                || Opcode.source(insn.opcode()) == Opcode.X
                    && isOf(paths, node, insn.src(), variable);
      }
    }
  }

  private static void store(AnalyzedProgram program, int node, Instruction insn, Uses uses) {
    if (!program.isEventHook() || insn.isReadModifyWrite()) {
      uses.unclear = true;
      return;
    }
    Long number =
        insn.instructionClass() == Opcode.ST
            ? Long.valueOf(insn.imm())
            : program.paths().constant(node, insn.src());
    if (number == null) {
      uses.unclear = true;
      return;
    }
    uses.stored.add(number);
    uses.setBy = program;
    uses.setAt = node;
  }

  private static boolean isIn(Operand at, DataVariable variable) {
    return at instanceof Operand.MapField(MapSpec map, long offset)
        && map.name().equals(variable.map())
        && (offset == Operand.ANYWHERE
            || offset >= variable.offset() && offset < variable.offset() + variable.size());
  }

  private static boolean isOf(ProgramPaths paths, int node, int register, DataVariable variable) {
    List<Source> sources = new ArrayList<>(paths.sources(node, register));
    return sources.stream()
        .anyMatch(
            s ->
                s.node() >= 0
                    && s.register() == Source.MADE
                    && paths.isAccess(s.node())
                    && isIn(paths.accessed(s.node()), variable));
  }
}
