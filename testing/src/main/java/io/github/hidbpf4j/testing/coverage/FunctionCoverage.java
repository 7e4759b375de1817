package io.github.hidbpf4j.testing.coverage;

import io.github.hidbpf4j.bpf.program.LineInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was executed of one function of an object: a program, a function that programs call, or a
 * callback. A function that is linked into several programs counts as one.
 *
 * @param name its name
 * @param program whether it is the entry of a program
 * @param slots how many slots it has
 * @param lines its source lines in order of slot, with slots counted from its start; empty without
 *     {@code .BTF.ext}
 * @param instructions in order of slot; a 64-bit load is one instruction
 */
public record FunctionCoverage(
    String name,
    boolean program,
    int slots,
    List<LineInfo> lines,
    List<InstructionCoverage> instructions) {
  /** Copies. */
  public FunctionCoverage {
    lines = List.copyOf(lines);
    instructions = List.copyOf(instructions);
  }

  /** {@return how often its first instruction was executed} */
  public long calls() {
    return instructions.isEmpty() ? 0 : instructions.getFirst().executed();
  }

  /** {@return whether it can be run at all: the verifier walked it} */
  public boolean isReachable() {
    return instructions.stream().anyMatch(InstructionCoverage::reachable);
  }

  /** {@return the source line of an instruction; null if it has none} */
  public @Nullable LineInfo lineAt(int slot) {
    LineInfo found = null;
    for (LineInfo line : lines) {
      if (line.slot() > slot) {
        break;
      }
      found = line;
    }
    return found == null || found.line() == 0 ? null : found;
  }

  /** {@return whether the other one is the same function, with the same source and code} */
  boolean isSame(FunctionCoverage other) {
    if (!name.equals(other.name)
        || slots != other.slots
        || instructions.size() != other.instructions.size()
        || !lines.equals(other.lines)) {
      return false;
    }
    for (int i = 0; i < instructions.size(); i++) {
      InstructionCoverage a = instructions.get(i);
      InstructionCoverage b = other.instructions.get(i);
      if (a.slot() != b.slot() || target(a) != target(b)) {
        return false;
      }
    }
    return true;
  }

  private static int target(InstructionCoverage i) {
    BranchCoverage branch = i.branch();
    return branch == null ? -1 : branch.target();
  }

  /** The sum of this and the same function. */
  FunctionCoverage plus(FunctionCoverage other) {
    List<InstructionCoverage> sums = new ArrayList<>(instructions.size());
    for (int i = 0; i < instructions.size(); i++) {
      sums.add(instructions.get(i).plus(other.instructions.get(i)));
    }
    return new FunctionCoverage(name, program || other.program, slots, lines, sums);
  }
}
