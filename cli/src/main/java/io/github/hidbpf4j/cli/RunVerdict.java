package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides whether a replay succeeded: what was not attached was not tested.
 *
 * @param expectedProperties udev properties that programs have to set: values by name, empty for
 *     one that they must not set
 */
record RunVerdict(
    boolean allowUnattached, FailOption failOption, Map<String, String> expectedProperties) {
  /**
   * The exit code; prints a line for each reason why it is not 0.
   *
   * @param where start of each line: which recording; may be empty
   */
  int code(String where, List<ReplaySummary> summaries, PrintWriter err) {
    int code =
        failOption.code(
            where, summaries.stream().flatMap(s -> s.findings().stream()).toList(), err);
    code = Math.max(code, properties(where, summaries, err));
    if (allowUnattached) {
      return code;
    }
    // All seeds attach the same.
    Set<ReplayStart.Attachment> unattached = new LinkedHashSet<>();
    summaries.forEach(s -> unattached.addAll(s.unattached()));
    for (ReplayStart.Attachment a : unattached) {
      err.printf(
          "hidbpf: %s%s: not attached: %s (%s--allow-unattached: this is not a failure)%n",
          where, a.object(), a.reason(), remedy(a));
      code = Errors.REJECTED;
    }
    return code;
  }

  private int properties(String where, List<ReplaySummary> summaries, PrintWriter err) {
    int code = Errors.FINE;
    for (Map<String, String> found :
        new LinkedHashSet<>(summaries.stream().map(ReplaySummary::properties).toList())) {
      for (Map.Entry<String, String> e : expectedProperties.entrySet()) {
        String value = found.getOrDefault(e.getKey(), "");
        if (!value.equals(e.getValue())) {
          String all = found.isEmpty() ? "no property" : String.join(", ", found.keySet());
          err.println(
              Hex.printable(
                  "hidbpf: %sproperty %s: expected %s, found %s"
                      .formatted(
                          where,
                          e.getKey(),
                          e.getValue().isEmpty() ? "that it is not set" : quoted(e.getValue()),
                          value.isEmpty() ? all + " set" : quoted(value))));
          code = Errors.REJECTED;
        }
      }
    }
    return code;
  }

  private static String quoted(String value) {
    return "'" + value + "'";
  }

  private static String remedy(ReplayStart.Attachment a) {
    return switch (a.status()) {
      case NOT_FOR_THIS_DEVICE, TURNED_DOWN, DEVICE_IGNORED -> "--force attaches it anyway; ";
      case NOTHING_TO_ATTACH -> a.leftOut().isEmpty() ? "" : "--optional NAME creates it; ";
      case ATTACHED, FAILED -> "";
    };
  }
}
