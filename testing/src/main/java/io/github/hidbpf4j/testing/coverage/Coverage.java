package io.github.hidbpf4j.testing.coverage;

import io.github.hidbpf4j.bpf.asm.Disassembler;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.text.ProgramNames;
import io.github.hidbpf4j.bpf.vm.ExecutionCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What was executed of some objects, in one run or several. Sums do not depend on the order of the
 * runs.
 *
 * @param objects sorted by name, each once
 */
public record Coverage(List<ObjectCoverage> objects) {
  /** Coverage of no object. */
  public static final Coverage NONE = new Coverage(List.of());

  /** Sorts the list. */
  public Coverage {
    objects = objects.stream().sorted((a, b) -> a.object().compareTo(b.object())).toList();
  }

  /** {@return the coverage of one loaded program} */
  public static Coverage of(ExecutionCounts counts) {
    LinkedProgram program = counts.program().source();
    List<FunctionCoverage> functions = new ArrayList<>();
    // Without function info, the linked program counts as one function.
    List<Subprogram> parts =
        program.subprograms().isEmpty()
            ? List.of(new Subprogram(program.name(), 0, program.instructions().size(), 0, true))
            : program.subprograms();
    for (Subprogram part : parts) {
      ObjectCoverage.add(functions, function(counts, part));
    }
    return new Coverage(List.of(new ObjectCoverage(program.object(), functions)));
  }

  private static FunctionCoverage function(ExecutionCounts counts, Subprogram part) {
    LinkedProgram program = counts.program().source();
    int start = part.start();
    List<LineInfo> lines =
        program.lines().stream()
            .filter(l -> l.slot() >= start && l.slot() < part.end())
            .map(l -> new LineInfo(l.slot() - start, l.file(), l.line(), l.column(), l.text()))
            .toList();
    Disassembler disassembler =
        new Disassembler(Disassembler.Form.KERNEL, new ProgramNames(program));
    List<InstructionCoverage> instructions = new ArrayList<>();
    for (int slot = start; slot < part.end(); slot++) {
      Instruction instruction = program.instructions().get(slot);
      BranchCoverage branch =
          counts.isBranch(slot)
              ? new BranchCoverage(
                  slot + 1 + instruction.offset() - start,
                  new SideCoverage(counts.mayJump(slot), counts.jumped(slot)),
                  new SideCoverage(counts.mayFallThrough(slot), counts.fellThrough(slot)))
              : null;
      instructions.add(
          new InstructionCoverage(
              slot - start,
              lines.isEmpty() ? disassembler.text(program.instructions(), slot) : "",
              counts.program().isReachable(slot),
              counts.executed(slot),
              branch));
      if (instruction.opcode() == Opcode.LD_IMM64) {
        slot++;
      }
    }
    return new FunctionCoverage(part.name(), start == 0, part.end() - start, lines, instructions);
  }

  /** {@return the sum of this and other runs} */
  public Coverage plus(Coverage other) {
    TreeMap<String, ObjectCoverage> sums = new TreeMap<>();
    objects.forEach(o -> sums.merge(o.object(), o, ObjectCoverage::plus));
    other.objects.forEach(o -> sums.merge(o.object(), o, ObjectCoverage::plus));
    return new Coverage(List.copyOf(sums.values()));
  }

  /** {@return how much was reached of all objects together} */
  public CoverageTotals totals() {
    return objects.stream()
        .map(ObjectCoverage::totals)
        .reduce(CoverageTotals.NONE, CoverageTotals::plus);
  }
}
