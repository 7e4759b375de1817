package io.github.hidbpf4j.testing.coverage;

import io.github.hidbpf4j.bpf.program.LineInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes coverage for people: per object how much was reached, then what was not, then its source
 * lines with how often each was executed. Texts come from the object's source: the caller has to
 * escape what is not printable.
 */
public final class CoverageText {
  private static final int TAB = 4;

  private final Consumer<String> out;

  /**
   * Creates a writer for one text.
   *
   * @param out receives it line by line
   */
  public CoverageText(Consumer<String> out) {
    this.out = out;
  }

  /** Writes everything: totals, what was missed, listing. */
  public void write(Coverage coverage) {
    if (coverage.objects().isEmpty()) {
      out.accept("coverage    no program was loaded");
    }
    for (ObjectCoverage object : coverage.objects()) {
      totals(object);
      missed(object);
      listing(object);
    }
    if (coverage.objects().size() > 1) {
      out.accept("coverage    all: " + text(coverage.totals(), true));
    }
  }

  /** Writes a line about an object that says how much of it was reached. */
  public void totals(ObjectCoverage object) {
    out.accept(
        "coverage    %s: %s".formatted(object.object(), text(object.totals(), object.hasLines())));
  }

  private static String text(CoverageTotals totals, boolean lines) {
    return (lines ? "lines " + totals.lines() + ", " : "no source lines; ")
        + "branches %s, instructions %s, functions %d/%d"
            .formatted(
                totals.branches(),
                totals.instructions(),
                totals.functions().reached(),
                totals.functions().all());
  }

  // ---- what was missed

  /** Writes a line for each source line never reached and each side of a branch never taken. */
  public void missed(ObjectCoverage object) {
    for (LineCoverage line : object.lines()) {
      String place = "  %s:%d: ".formatted(line.file(), line.line());
      if (line.isMissed()) {
        out.accept(place + "never reached: " + shown(line.text()));
        continue;
      }
      missedBranches(line).forEach(text -> out.accept(place + text + ": " + shown(line.text())));
    }
    for (FunctionCoverage f : object.functions()) {
      if (f.lines().isEmpty()) {
        missedInstructions(object.object(), f);
      }
    }
  }

  /**
   * {@return the branches of a line that were not taken, such as {@code never taken, to line 49}}
   *
   * @param line a line that was reached
   */
  public static List<String> missedBranches(LineCoverage line) {
    // Several jumps of a line may have the same text: those of a condition with several parts that
    // is inlined twice.
    Map<String, Integer> texts = new LinkedHashMap<>();
    for (LineCoverage.Branch branch : line.branches()) {
      for (String text : missedSides(line, branch)) {
        texts.merge(text, 1, Integer::sum);
      }
    }
    return texts.entrySet().stream()
        .map(e -> e.getValue() == 1 ? e.getKey() : e.getKey() + " (" + e.getValue() + " branches)")
        .toList();
  }

  private static List<String> missedSides(LineCoverage line, LineCoverage.Branch branch) {
    List<String> texts = new ArrayList<>();
    if (branch.executed() == 0) {
      return List.of("branch never reached, in " + branch.function());
    }
    if (branch.sides().jumped().isMissed()) {
      texts.add("never taken" + to(line, branch, branch.jumpsTo()));
    }
    if (branch.sides().fellThrough().isMissed()) {
      texts.add("never taken" + to(line, branch, branch.fallsThroughTo()));
    }
    return texts;
  }

  private static String to(LineCoverage from, LineCoverage.Branch branch, @Nullable LineInfo line) {
    if (line == null || line.shownFile().equals(from.file()) && line.line() == from.line()) {
      return "";
    }
    LineInfo start = branch.start();
    if (start != null && start.file().equals(line.file()) && start.line() == line.line()) {
      return ", to the end of " + branch.function();
    }
    return line.shownFile().equals(from.file())
        ? ", to line " + line.line()
        : ", to %s:%d".formatted(line.shownFile(), line.line());
  }

  /** Writes one line for each sequence of instructions that was not reached. */
  private void missedInstructions(String object, FunctionCoverage f) {
    InstructionCoverage first = null;
    int last = 0;
    for (InstructionCoverage i : f.instructions()) {
      if (i.isMissed()) {
        first = first == null ? i : first;
        last = i.slot();
        continue;
      }
      stretch(object, f, first, last);
      first = null;
      LineCoverage.Branch branch = ObjectCoverage.branch(f, i);
      if (branch != null && branch.isPartial()) {
        boolean jumped = branch.sides().jumped().isMissed();
        out.accept(
            "  %s: %s slot %d: never taken, to slot %d: %s"
                .formatted(
                    object,
                    f.name(),
                    i.slot(),
                    jumped ? branch.sides().target() : i.slot() + 1,
                    i.text()));
      }
    }
    stretch(object, f, first, last);
  }

  private void stretch(
      String object, FunctionCoverage f, @Nullable InstructionCoverage first, int last) {
    if (first != null) {
      out.accept(
          "  %s: %s %s: never reached: %s"
              .formatted(
                  object,
                  f.name(),
                  first.slot() == last ? "slot " + last : "slots " + first.slot() + "-" + last,
                  first.text()));
    }
  }

  // ---- listing

  /**
   * Writes the source lines that have instructions: how often each was executed ({@code -}: the
   * verifier found no path to it), a mark ({@code !}: never reached, {@code ~}: some branch never
   * taken), number and text. The name of each file precedes its lines.
   */
  public void listing(ObjectCoverage object) {
    String file = null;
    for (LineCoverage line : object.lines()) {
      if (!line.file().equals(file)) {
        file = line.file();
        out.accept("  " + file);
      }
      boolean partial = line.branches().stream().anyMatch(b -> b.isPartial() || b.executed() == 0);
      out.accept(
          "%12s %s %5d  %s"
              .formatted(
                  line.reachable() ? Long.toString(line.hits()) : "-",
                  line.isMissed() ? "!" : partial ? "~" : " ",
                  line.line(),
                  line.text().stripTrailing().replace("\t", " ".repeat(TAB))));
    }
    for (FunctionCoverage f : object.functions()) {
      if (f.lines().isEmpty()) {
        out.accept("  " + f.name());
        for (InstructionCoverage i : f.instructions()) {
          LineCoverage.Branch branch = ObjectCoverage.branch(f, i);
          out.accept(
              "%12s %s %5d  %s"
                  .formatted(
                      i.reachable() ? Long.toString(i.executed()) : "-",
                      i.isMissed() ? "!" : branch != null && branch.isPartial() ? "~" : " ",
                      i.slot(),
                      i.text()));
        }
      }
    }
  }

  private static String shown(String line) {
    return line.strip().replaceAll("\\s+", " ");
  }

  /** {@return totals in one line: for reports that have no room for more} */
  public static String summary(CoverageTotals totals) {
    return text(totals, totals.lines().all() > 0);
  }
}
