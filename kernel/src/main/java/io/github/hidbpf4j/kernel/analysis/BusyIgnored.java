package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.bpf.verifier.paths.Comparison;
import io.github.hidbpf4j.bpf.verifier.paths.Operand;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths.Entry;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths.EntryKind;
import io.github.hidbpf4j.bpf.verifier.paths.Source;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds injections that may return -EBUSY and whose result is ignored, in objects that hold back
 * reports. A result is used if it, or a value computed from it, decides a branch, is returned,
 * passed to a function, or stored where it is read.
 */
final class BusyIgnored {
  private static final int ARGUMENTS = 5;

  /** A byte in the values of a map. */
  private record Cell(String map, long offset) {}

  private final ApiProfile profile;
  private final Set<Place> mayBeBusy = new LinkedHashSet<>();
  private final Set<Place> used = new HashSet<>();
  private final Map<Place, Set<Cell>> storedIn = new HashMap<>();
  private final Set<Cell> loaded = new HashSet<>();
  private final Set<String> loadedAnywhere = new HashSet<>();

  private BusyIgnored(ApiProfile profile) {
    this.profile = profile;
  }

  static void check(List<AnalyzedProgram> programs, ApiProfile profile, FindingCollector findings) {
    if (programs.stream().noneMatch(EventResults::mayDropReports)) {
      return;
    }
    BusyIgnored check = new BusyIgnored(profile);
    programs.forEach(check::findInjections);
    if (check.mayBeBusy.isEmpty()) {
      return;
    }
    programs.forEach(check::findUses);
    for (Place place : check.mayBeBusy) {
      if (check.isIgnored(place)) {
        findings.report(
            FindingKind.BUSY_IGNORED,
            place,
            "the result of the injection is not checked: -EBUSY means that the input lock was taken"
                + " and the report, held back before, is lost: try again later");
      }
    }
  }

  // ---- injections

  private void findInjections(AnalyzedProgram program) {
    ProgramPaths paths = program.paths();
    for (int node = 0; node < paths.size(); node++) {
      KernelFunction function = paths.called(node);
      if (function == HidFunctions.TRY_INPUT_REPORT
          ? !(program.isEventHook() && program.isHookContext(node, 1))
          : function == HidFunctions.INPUT_REPORT && answersBusy(program, node)) {
        mayBeBusy.add(program.place(node));
      }
    }
  }

  /** It waits for the input lock since 6.11; previously, it does not where a lock may be taken. */
  private boolean answersBusy(AnalyzedProgram program, int node) {
    return !profile.has(HidFunctions.TRY_INPUT_REPORT)
        && (!program.hook().isEmpty() || isInCallback(program.paths(), node));
  }

  private static boolean isInCallback(ProgramPaths paths, int node) {
    for (Entry entry : paths.entries()) {
      if (entry.node() == paths.root(node)) {
        return entry.kind() == EntryKind.CALLBACK;
      }
    }
    return false;
  }

  // ---- uses of their results

  private void findUses(AnalyzedProgram program) {
    ProgramPaths paths = program.paths();
    for (int node = 0; node < paths.size(); node++) {
      Instruction insn = paths.instruction(node);
      if (paths.isAccess(node)) {
        access(program, node, insn);
      } else if (paths.isKernelCall(node)) {
        call(program, node);
      } else if (paths.isExit(node)) {
        if (paths.depth(node) == 0 && !isGlobal(paths, node)) {
          uses(program, node, 0);
        }
      } else if (Opcode.isJumpClass(insn.opcode())) {
        branch(program, node, insn);
      }
    }
  }

  private static boolean isGlobal(ProgramPaths paths, int node) {
    for (Entry entry : paths.entries()) {
      if (entry.node() == paths.root(node)) {
        return entry.kind() == EntryKind.GLOBAL_FUNCTION;
      }
    }
    return false;
  }

  private void branch(AnalyzedProgram program, int node, Instruction insn) {
    Comparison comparison = program.paths().comparison(node);
    if (comparison != null) {
      uses(program, node, comparison.register());
    } else if (Opcode.source(insn.opcode()) == Opcode.X) {
      uses(program, node, insn.dst());
      uses(program, node, insn.src());
    }
  }

  private void call(AnalyzedProgram program, int node) {
    ProgramPaths paths = program.paths();
    KernelFunction function = paths.called(node);
    boolean keepsToItself = function != null && function.is(Trait.KEEPS_TO_ITSELF);
    for (int n = 1; n <= ARGUMENTS; n++) {
      switch (paths.argument(node, n)) {
        case Operand.Bounded _ -> uses(program, node, n);
        case Operand.Stack at -> {
          if (!keepsToItself) {
            used(program, paths.sourcesOnStack(node, at));
          }
        }
        case Operand.MapField(MapSpec map, long offset) -> {
          if (function != null && reads(function, n)) {
            loadedAnywhere.add(map.name());
          }
        }
        default -> {}
      }
    }
  }

  private static boolean reads(KernelFunction function, int register) {
    return function.effects().stream()
        .anyMatch(e -> e instanceof Effect.Reads(int pointer, int _) && pointer == register);
  }

  private void access(AnalyzedProgram program, int node, Instruction insn) {
    ProgramPaths paths = program.paths();
    boolean atomic = insn.isReadModifyWrite();
    int size = Opcode.bytes(insn.opcode());
    Operand at = paths.accessed(node);
    if (atomic) {
      uses(program, node, insn.src());
    }
    if (at instanceof Operand.MapField(MapSpec map, long offset)) {
      if (atomic || insn.isLoad()) {
        load(map.name(), offset, size);
      } else if (insn.instructionClass() == Opcode.STX) {
        store(program, node, insn.src(), map.name(), offset, size);
      }
    } else if (insn.instructionClass() == Opcode.STX
        && !insn.isLoad()
        && !(at instanceof Operand.Stack)) {
      uses(program, node, insn.src());
    }
  }

  private void load(String map, long offset, int size) {
    if (offset == Operand.ANYWHERE) {
      loadedAnywhere.add(map);
    } else {
      for (int b = 0; b < size; b++) {
        loaded.add(new Cell(map, offset + b));
      }
    }
  }

  private void store(
      AnalyzedProgram program, int node, int register, String map, long offset, int size) {
    for (Source source : program.paths().sources(node, register)) {
      if (source.node() < 0) {
        continue;
      }
      Place place = program.place(source.node());
      if (offset == Operand.ANYWHERE) {
        used.add(place);
      } else {
        Set<Cell> cells = storedIn.computeIfAbsent(place, p -> new HashSet<>());
        for (int b = 0; b < size; b++) {
          cells.add(new Cell(map, offset + b));
        }
      }
    }
  }

  private void uses(AnalyzedProgram program, int node, int register) {
    used(program, program.paths().sources(node, register));
  }

  private void used(AnalyzedProgram program, Collection<Source> sources) {
    for (Source source : sources) {
      if (source.node() >= 0) {
        used.add(program.place(source.node()));
      }
    }
  }

  // ---- what follows

  /** If the compiler duplicated a call, as in a loop, all copies must be ignored. */
  private boolean isIgnored(Place place) {
    LineInfo line = place.program().line(place.slot());
    for (Place other : mayBeBusy) {
      LineInfo of = other.program().line(other.slot());
      boolean same =
          other.equals(place)
              || line != null
                  && of != null
                  && line.file().equals(of.file())
                  && line.line() == of.line()
                  && line.column() == of.column();
      if (same && isChecked(other)) {
        return false;
      }
    }
    return true;
  }

  private boolean isChecked(Place place) {
    if (used.contains(place)) {
      return true;
    }
    for (Cell cell : storedIn.getOrDefault(place, Set.of())) {
      if (loaded.contains(cell) || loadedAnywhere.contains(cell.map())) {
        return true;
      }
    }
    return false;
  }
}
