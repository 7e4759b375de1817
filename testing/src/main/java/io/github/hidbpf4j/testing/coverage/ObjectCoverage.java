package io.github.hidbpf4j.testing.coverage;

import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.testing.coverage.CoverageTotals.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was executed of one object: of the programs that were loaded, and of what they call.
 *
 * @param object the object's name when it was opened
 * @param functions sorted by name
 */
public record ObjectCoverage(String object, List<FunctionCoverage> functions) {
  private static final Comparator<FunctionCoverage> BY_NAME =
      Comparator.comparing(FunctionCoverage::name)
          .thenComparingInt(FunctionCoverage::slots)
          .thenComparing(f -> f.lines().toString())
          .thenComparing(ObjectCoverage::shape);

  /** Sorts the list. */
  public ObjectCoverage {
    functions = functions.stream().sorted(BY_NAME).toList();
  }

  /** A key that orders functions that are equal in everything else. */
  private static String shape(FunctionCoverage f) {
    StringBuilder text = new StringBuilder();
    for (InstructionCoverage i : f.instructions()) {
      BranchCoverage branch = i.branch();
      text.append(i.slot()).append(branch == null ? "" : ">" + branch.target()).append(' ');
    }
    return text.toString();
  }

  /**
   * The sum of this and another coverage of the same object; functions that differ, because it was
   * rebuilt, stay apart.
   */
  ObjectCoverage plus(ObjectCoverage other) {
    List<FunctionCoverage> sums = new ArrayList<>(functions);
    for (FunctionCoverage f : other.functions) {
      add(sums, f);
    }
    return new ObjectCoverage(object, sums);
  }

  static void add(List<FunctionCoverage> sums, FunctionCoverage f) {
    for (int i = 0; i < sums.size(); i++) {
      if (sums.get(i).isSame(f)) {
        sums.set(i, sums.get(i).plus(f));
        return;
      }
    }
    sums.add(f);
  }

  /** {@return whether it has line info} */
  public boolean hasLines() {
    return functions.stream().anyMatch(f -> !f.lines().isEmpty());
  }

  private record Place(String file, int line) {}

  /** A line being assembled. */
  private static final class Gathered {
    final String text;
    boolean reachable;
    long hits;
    final List<LineCoverage.Branch> branches = new ArrayList<>();

    Gathered(String text) {
      this.text = text;
    }
  }

  /** {@return its source lines, by file and number} */
  public List<LineCoverage> lines() {
    Map<Place, Gathered> lines =
        new TreeMap<>(Comparator.comparing(Place::file).thenComparingInt(Place::line));
    for (FunctionCoverage f : functions) {
      Map<Place, Long> most = new HashMap<>();
      for (InstructionCoverage i : f.instructions()) {
        LineInfo info = f.lineAt(i.slot());
        if (info == null) {
          continue;
        }
        Place place = new Place(info.shownFile(), info.line());
        Gathered line = lines.computeIfAbsent(place, p -> new Gathered(info.text()));
        line.reachable |= i.reachable();
        most.merge(place, i.executed(), Math::max);
        LineCoverage.Branch branch = branch(f, i);
        if (branch != null) {
          line.branches.add(branch);
        }
      }
      for (Map.Entry<Place, Long> hits : most.entrySet()) {
        Objects.requireNonNull(lines.get(hits.getKey())).hits += hits.getValue();
      }
    }
    return lines.entrySet().stream()
        .map(
            e ->
                new LineCoverage(
                    e.getKey().file(),
                    e.getKey().line(),
                    e.getValue().text,
                    e.getValue().reachable,
                    e.getValue().hits,
                    e.getValue().branches))
        .toList();
  }

  /** The branch of an instruction, if both of its sides are possible. */
  static LineCoverage.@Nullable Branch branch(FunctionCoverage f, InstructionCoverage i) {
    BranchCoverage sides = i.branch();
    if (sides == null || !sides.jumped().possible() || !sides.fellThrough().possible()) {
      return null;
    }
    return new LineCoverage.Branch(
        f.name(),
        i.slot(),
        i.executed(),
        sides,
        f.lineAt(0),
        f.lineAt(sides.target()),
        f.lineAt(i.slot() + 1));
  }

  /** {@return how much was reached} */
  public CoverageTotals totals() {
    Part lines = Part.NONE;
    for (LineCoverage line : lines()) {
      lines = line.reachable() ? lines.and(line.hits() > 0) : lines;
    }
    Part branches = Part.NONE;
    Part instructions = Part.NONE;
    Part reached = Part.NONE;
    for (FunctionCoverage f : functions) {
      reached = f.isReachable() ? reached.and(f.calls() > 0) : reached;
      for (InstructionCoverage i : f.instructions()) {
        instructions = i.reachable() ? instructions.and(i.executed() > 0) : instructions;
        LineCoverage.Branch branch = branch(f, i);
        if (branch != null) {
          branches =
              branches
                  .and(branch.sides().jumped().count() > 0)
                  .and(branch.sides().fellThrough().count() > 0);
        }
      }
    }
    return new CoverageTotals(lines, branches, instructions, reached);
  }
}
