package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whether what came of a replay is success: what was not attached was not tested. */
record RunVerdict(boolean allowUnattached, FailOption failOption) {
  /**
   * The exit code; says in a line each what makes it other than 0.
   *
   * @param where in front of each line: which recording; may be empty
   */
  int code(String where, List<ReplaySummary> summaries, PrintWriter err) {
    int code =
        failOption.code(
            where, summaries.stream().flatMap(s -> s.findings().stream()).toList(), err);
    if (allowUnattached) {
      return code;
    }
    // Of several seeds each attaches the same.
    Set<ReplayStart.Attachment> unattached = new LinkedHashSet<>();
    summaries.forEach(s -> unattached.addAll(s.unattached()));
    for (ReplayStart.Attachment a : unattached) {
      err.printf(
          "hidbpf: %s%s: not attached: %s (%s--allow-unattached: this is no failure)%n",
          where, a.object(), a.reason(), remedy(a));
      code = Errors.REJECTED;
    }
    return code;
  }

  private static String remedy(ReplayStart.Attachment a) {
    return switch (a.status()) {
      case NOT_FOR_THIS_DEVICE, TURNED_DOWN -> "--force attaches it anyway; ";
      case NOTHING_TO_ATTACH -> a.leftOut().isEmpty() ? "" : "--optional NAME makes it; ";
      case ATTACHED, FAILED -> "";
    };
  }
}
