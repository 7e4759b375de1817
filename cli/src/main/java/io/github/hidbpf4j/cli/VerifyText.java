package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.ProgramSpec;
import io.github.hidbpf4j.kernel.finding.Finding;
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
  public void object(String name, String ownProfile, List<List<ProgramVerdict>> byProfile) {
    if (byProfile.size() > 1) {
      matrix(name, ownProfile, byProfile);
      return;
    }
    List<ProgramVerdict> verdicts = byProfile.getFirst();
    if (verdicts.isEmpty()) {
      out.printf("%s: no programs%n", Hex.printable(name));
    }
    for (ProgramVerdict v : verdicts) {
      out.print(Hex.printable(name) + ": " + Hex.printable(v.program()) + ": ");
      if (v.accepted()) {
        out.printf(
            "%s by %s, %d instructions looked at%n",
            Ink.GOOD.on("accepted"), v.profile(), v.processed());
      } else {
        out.println(rejected(Hex.printable(v.reason())));
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
  public void leftOut(String name, ProgramSpec program, String request) {
    out.printf(
        "%s: %s: optional (%s), not verified: --optional %s loads it%n",
        Hex.printable(name),
        Hex.printable(program.name()),
        Hex.printable(program.section()),
        Hex.printable(request));
  }

  private static String rejected(String reason) {
    String word = "rejected";
    return reason.startsWith(word) ? Ink.BAD.on(word) + reason.substring(word.length()) : reason;
  }

  private void log(String log) {
    log.lines().forEach(line -> out.println(Hex.printable(line)));
  }

  private void matrix(String name, String ownProfile, List<List<ProgramVerdict>> byProfile) {
    List<String> profiles =
        byProfile.stream().map(all -> all.isEmpty() ? "" : all.getFirst().profile()).toList();
    int programs = byProfile.getFirst().size();
    if (programs == 0) {
      out.printf("%s: no programs%n", Hex.printable(name));
      return;
    }
    out.println(Hex.printable(name) + (ownProfile.isEmpty() ? "" : ", written for " + ownProfile));
    int first = byProfile.getFirst().stream().mapToInt(v -> v.program().length()).max().orElse(0);
    first = Math.max(first, "program".length());
    StringBuilder head = new StringBuilder(pad("program", first));
    profiles.forEach(p -> head.append("  ").append(pad(p, width(p))));
    out.println(head.toString().stripTrailing());
    for (int i = 0; i < programs; i++) {
      StringBuilder row =
          new StringBuilder(pad(Hex.printable(byProfile.getFirst().get(i).program()), first));
      for (int p = 0; p < profiles.size(); p++) {
        String verdict = byProfile.get(p).get(i).verdict().text();
        row.append("  ").append(pad(verdict, width(profiles.get(p))));
      }
      out.println(row.toString().stripTrailing());
    }
    reasons(byProfile, programs);
  }

  /** Why, for each program: one line for all profiles that say the same. */
  private void reasons(List<List<ProgramVerdict>> byProfile, int programs) {
    for (int i = 0; i < programs; i++) {
      Map<String, List<String>> profiles = new LinkedHashMap<>();
      for (List<ProgramVerdict> verdicts : byProfile) {
        ProgramVerdict v = verdicts.get(i);
        if (!v.accepted()) {
          profiles.computeIfAbsent(v.reason(), _ -> new ArrayList<>()).add(v.profile());
        }
        for (Finding finding : v.findings()) {
          profiles.computeIfAbsent("finding: " + finding, _ -> new ArrayList<>()).add(v.profile());
        }
      }
      String program = Hex.printable(byProfile.getFirst().get(i).program());
      profiles.forEach(
          (reason, names) ->
              out.printf(
                  "%s under %s: %s%n",
                  program,
                  names.stream().collect(Collectors.joining(", ")),
                  Hex.printable(reason)));
    }
  }

  private static int width(String profile) {
    return Math.max(profile.length(), Verdict.NOT_LINKED.text().length());
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
