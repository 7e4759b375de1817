package io.github.hidbpf4j.testing.html;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.testing.coverage.CoverageText;
import io.github.hidbpf4j.testing.coverage.FunctionCoverage;
import io.github.hidbpf4j.testing.coverage.InstructionCoverage;
import io.github.hidbpf4j.testing.coverage.LineCoverage;
import io.github.hidbpf4j.testing.coverage.ObjectCoverage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A source file of a program, with what runs reached of it.
 *
 * @param file name of the file, as shown to people
 * @param lines its lines that have instructions, in ascending order
 */
public record ReportSource(String file, List<Line> lines) {
  /** Copies the list. */
  public ReportSource {
    lines = List.copyOf(lines);
  }

  /** Value of {@link Line#hits} for a run without coverage. */
  public static final long NOT_COUNTED = -1;

  /** Value of {@link Line#hits} for a line that the verifier found no path to. */
  public static final long UNREACHABLE = -2;

  /**
   * A line of a source file.
   *
   * @param number its number, from 1
   * @param text the line without its newline
   * @param instructions how many instructions it was compiled to
   * @param hits how often it was executed, or {@link #NOT_COUNTED}, or {@link #UNREACHABLE}
   * @param notTaken branches of the line that were never taken, in words
   */
  public record Line(int number, String text, int instructions, long hits, List<String> notTaken) {
    /** Copies the list. */
    public Line {
      notTaken = List.copyOf(notTaken);
    }
  }

  /**
   * The source files of an object, with what was executed of them.
   *
   * @param coverage the object's coverage
   * @return the files by name; none if it has no line info
   */
  public static List<ReportSource> of(ObjectCoverage coverage) {
    Map<String, Map<Integer, Integer>> counts = new HashMap<>();
    for (FunctionCoverage function : coverage.functions()) {
      for (InstructionCoverage instruction : function.instructions()) {
        LineInfo line = function.lineAt(instruction.slot());
        if (line != null) {
          int _ =
              counts
                  .computeIfAbsent(line.shownFile(), _ -> new HashMap<>())
                  .merge(line.line(), 1, Integer::sum);
        }
      }
    }
    Map<String, List<Line>> files = new LinkedHashMap<>();
    for (LineCoverage line : coverage.lines()) {
      files
          .computeIfAbsent(line.file(), _ -> new ArrayList<>())
          .add(
              new Line(
                  line.line(),
                  line.text(),
                  counts.getOrDefault(line.file(), Map.of()).getOrDefault(line.line(), 0),
                  line.reachable() ? line.hits() : UNREACHABLE,
                  line.isMissed() ? List.of() : CoverageText.missedBranches(line)));
    }
    return files.entrySet().stream()
        .map(file -> new ReportSource(file.getKey(), file.getValue()))
        .toList();
  }

  /**
   * The source files of an object according to its {@code .BTF.ext}, without coverage.
   *
   * @param object an object
   * @param types the kernel BTF to link it against
   * @return the files by name; none where it has no line info, or cannot be linked
   */
  public static List<ReportSource> of(BpfObject object, Btf types) {
    LinkedObject linked;
    try {
      linked = object.link(types);
    } catch (BpfException e) {
      return List.of();
    }
    Map<String, Map<Integer, Line>> files = new TreeMap<>();
    for (LinkedProgram program : linked.programs()) {
      add(program, files);
    }
    List<ReportSource> sources = new ArrayList<>();
    files.forEach(
        (file, lines) -> sources.add(new ReportSource(file, List.copyOf(lines.values()))));
    return sources;
  }

  /**
   * Adds lines; subprograms are in every program that calls them, so a line's largest number
   * counts.
   */
  private static void add(LinkedProgram program, Map<String, Map<Integer, Line>> files) {
    Map<LineInfo, Integer> counts = new LinkedHashMap<>();
    for (int slot = 0; slot < program.instructions().size(); slot++) {
      LineInfo line = program.lineAt(slot);
      if (line != null) {
        int _ =
            counts.merge(
                new LineInfo(0, line.shownFile(), line.line(), 0, line.text()), 1, Integer::sum);
      }
    }
    counts.forEach(
        (line, count) ->
            files
                .computeIfAbsent(line.file(), _ -> new TreeMap<>())
                .merge(
                    line.line(),
                    new Line(line.line(), line.text(), count, NOT_COUNTED, List.of()),
                    (one, other) -> one.instructions() >= other.instructions() ? one : other));
  }
}
