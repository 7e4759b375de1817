package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.ProgramSpec;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.lint.LintLevel;
import io.github.hidbpf4j.kernel.profile.ProfileRanges;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.Verdict;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Verdicts for people: lines and logs for one profile, a matrix for several. */
final class VerifyText implements VerifyOutput {
  private final PrintWriter out;
  private final @Nullable Integer logLevel;

  VerifyText(PrintWriter out, @Nullable Integer logLevel) {
    this.out = out;
    this.logLevel = logLevel;
  }

  @Override
  public void object(String name, String ownProfile, KernelMatrix matrix) {
    if (matrix.kernels().size() > 1) {
      matrix(name, ownProfile, matrix);
      return;
    }
    List<ProgramVerdict> verdicts = matrix.kernels().getFirst().verdicts();
    if (verdicts.isEmpty()) {
      out.printf("%s: no programs%n", Hex.printable(name));
    }
    for (ProgramVerdict v : verdicts) {
      out.print(Hex.printable(name) + ": " + Hex.printable(v.program()) + ": ");
      if (v.accepted()) {
        out.println(
            Ink.GOOD.on("accepted")
                + " by "
                + v.profile()
                + ", "
                + v.processed()
                + " instructions processed");
      } else {
        out.println(rejected(Hex.printable(v.reason())));
        if (logLevel == null || logLevel > 0) {
          new ExplanationText(out).print(v.explanation());
        }
      }
      for (Finding finding : v.findings()) {
        out.println(Ink.BAD.on("finding") + ": " + Hex.printable(finding.toString()));
      }
      if (logLevel != null || !v.accepted()) {
        log(v.log());
      }
    }
  }

  @Override
  public void answer(String name, KernelMatrix matrix, List<String> kernels) {
    out.println(
        Hex.printable(name)
            + ": "
            + (kernels.isEmpty()
                ? "none of " + ProfileRanges.text(matrix.refusing())
                : ProfileRanges.text(kernels)));
  }

  @Override
  public void leftOut(String name, ProgramSpec program, String request) {
    out.printf(
        "%s: %s: optional (%s), not verified: --optional %s loads it%n",
        Hex.printable(name),
        Hex.printable(program.name()),
        Hex.printable(program.section()),
        Hex.printable(request));
  }

  @Override
  public void hints(String name, Map<LintLevel, Long> found) {
    String counts =
        found.entrySet().stream()
            .map(
                e ->
                    "%d %s%s"
                        .formatted(e.getValue(), e.getKey().id(), e.getValue() == 1 ? "" : "s"))
            .collect(Collectors.joining(", "));
    out.printf(
        "lint: %s: hidbpf lint%s %s%n",
        counts, found.containsKey(LintLevel.HINT) ? " --level hint" : "", Hex.printable(name));
  }

  @Override
  public void fix(String stem, List<String> versions, Map<String, String> taken) {
    Map<String, List<String>> profiles = new LinkedHashMap<>();
    taken.forEach(
        (profile, file) -> profiles.computeIfAbsent(file, _ -> new ArrayList<>()).add(profile));
    profiles.forEach(
        (file, names) -> {
          String under = ProfileRanges.text(names);
          out.println(
              Hex.printable(
                  file.isEmpty()
                      ? "%s: no version loads under %s".formatted(stem, under)
                      : "%s: %s is used under %s%s"
                          .formatted(stem, file, under, others(versions, file))));
        });
    out.println();
  }

  private static String others(List<String> versions, String taken) {
    int at = versions.indexOf(taken);
    List<String> others = new ArrayList<>();
    versions.subList(0, at).forEach(v -> others.add(v + " does not load"));
    if (at < versions.size() - 1) {
      others.add(String.join(", ", versions.subList(at + 1, versions.size())) + " not needed");
    }
    return others.isEmpty() ? "" : " (" + String.join("; ", others) + ")";
  }

  private static String rejected(String reason) {
    String word = "rejected";
    return reason.startsWith(word) ? Ink.BAD.on(word) + reason.substring(word.length()) : reason;
  }

  private void log(String log) {
    log.lines().forEach(line -> out.println(Hex.printable(line)));
  }

  private void matrix(String name, String ownProfile, KernelMatrix matrix) {
    List<String> programs = matrix.programs();
    if (programs.isEmpty()) {
      out.printf("%s: no programs%n", Hex.printable(name));
      return;
    }
    out.println(Hex.printable(name) + writtenFor(ownProfile) + loads(matrix));
    int first = programs.stream().mapToInt(String::length).max().orElse(0);
    first = Math.max(first, "program".length());
    List<KernelMatrix.Column> columns = matrix.columns();
    heads(columns, first);
    for (int i = 0; i < programs.size(); i++) {
      StringBuilder row = new StringBuilder(pad(Hex.printable(programs.get(i)), first));
      for (KernelMatrix.Column c : columns) {
        row.append("  ").append(pad(c.verdicts().get(i).text(), width(c)));
      }
      out.println(row.toString().stripTrailing());
    }
    for (KernelMatrix.Reason reason : matrix.reasons()) {
      boolean all = programs.size() > 1 && reason.programs().equals(programs);
      out.printf(
          "%s under %s: %s%n",
          all ? "all programs" : Hex.printable(String.join(", ", reason.programs())),
          ProfileRanges.text(reason.profiles()),
          Hex.printable(reason.text().replace(" (in " + name + ")", "")));
    }
  }

  /** Prints the kernels' names, and below them the choices that were made. */
  private void heads(List<KernelMatrix.Column> columns, int first) {
    int lines = columns.stream().mapToInt(c -> title(c).length).max().orElse(1);
    for (int line = 0; line < lines; line++) {
      StringBuilder head = new StringBuilder(pad(line == 0 ? "program" : "", first));
      for (KernelMatrix.Column column : columns) {
        String[] title = title(column);
        head.append("  ").append(pad(line < title.length ? title[line] : "", width(column)));
      }
      out.println(head.toString().stripTrailing());
    }
  }

  private static String[] title(KernelMatrix.Column column) {
    return column.title().replaceAll(" (\\S+=)", "\n$1").split("\n", -1);
  }

  private static String writtenFor(String ownProfile) {
    return ownProfile.isEmpty() ? "" : ", written for " + ownProfile;
  }

  /** The short answer; if no kernel loads the object, it says so first. */
  static String loads(KernelMatrix matrix) {
    if (matrix.loading().isEmpty()) {
      return ": loads on none of " + ProfileRanges.text(matrix.refusing());
    }
    String loading = ": loads on " + ProfileRanges.text(matrix.loading());
    return matrix.refusing().isEmpty()
        ? loading
        : loading + ", not on " + ProfileRanges.text(matrix.refusing());
  }

  private static int width(KernelMatrix.Column column) {
    int longest = Verdict.NOT_LINKED.text().length();
    for (String line : title(column)) {
      longest = Math.max(longest, line.length());
    }
    return longest;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void end() {
    out.flush();
  }
}
