package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** {@code --fail-on}: kinds of findings that make an otherwise successful command fail. */
final class FailOption {
  private static final String FINDING = "finding";

  @Option(
      names = "--fail-on",
      paramLabel = "finding[=KIND,...]",
      description = {
        "Exit with 1 if there is a finding, or one of these kinds (finding=? lists them). May be "
            + "repeated."
      })
  List<String> failOn = List.of();

  /**
   * The kinds that were named.
   *
   * @throws Errors.UsageException if a name is not one of a kind
   */
  Set<FindingKind> kinds() {
    Set<FindingKind> kinds = EnumSet.noneOf(FindingKind.class);
    for (String value : failOn) {
      if (value.equals(FINDING)) {
        return EnumSet.allOf(FindingKind.class);
      }
      if (!value.startsWith(FINDING + "=")) {
        throw new Errors.UsageException(
            "--fail-on " + value + ": expected finding or finding=KIND,...");
      }
      for (String id : value.substring(FINDING.length() + 1).split(",", -1)) {
        kinds.add(kind(id));
      }
    }
    return kinds;
  }

  private static FindingKind kind(String id) {
    return Arrays.stream(FindingKind.values())
        .filter(k -> k.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new Errors.UsageException(
                    "--fail-on finding=%s: no such kind, expected one of %s"
                        .formatted(
                            id,
                            Arrays.stream(FindingKind.values())
                                .map(FindingKind::id)
                                .collect(Collectors.joining(", ")))));
  }

  /**
   * The exit code that the findings lead to; prints a line that says why when it is not 0.
   *
   * @param where start of the line: which recording or object; may be empty
   */
  int code(String where, List<Finding> findings, PrintWriter err) {
    Set<FindingKind> kinds = kinds();
    Set<String> bad = new LinkedHashSet<>();
    for (Finding f : findings) {
      if (kinds.contains(f.kind())) {
        bad.add(f.kind().id() + " of " + f.program());
      }
    }
    if (bad.isEmpty()) {
      return Errors.FINE;
    }
    err.println("hidbpf: " + where + "--fail-on finding: " + String.join(", ", bad));
    return Errors.REJECTED;
  }
}
