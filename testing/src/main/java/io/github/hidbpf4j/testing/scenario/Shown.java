package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.report.ReportWords;
import io.github.hidbpf4j.testing.bench.Observation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** Formats observations as lines of a failure. */
final class Shown {
  /** How many observations are shown, and how many fields of each. */
  private static final int MOST = 8;

  private Shown() {}

  static List<String> lines(Collection<? extends Observation> seen) {
    List<String> lines = new ArrayList<>();
    seen.stream().limit(MOST).forEach(o -> lines.add(line(o)));
    if (seen.size() > MOST) {
      lines.add("… and %d more".formatted(seen.size() - MOST));
    }
    return lines;
  }

  static String line(Observation o) {
    return "%d.%06d s: %s%s"
        .formatted(o.nanos() / 1_000_000_000, o.nanos() / 1_000 % 1_000_000, o, more(o));
  }

  private static String more(Observation o) {
    return switch (o) {
      case Observation.HostReport r -> {
        String fields = ReportWords.values(r.reports(), ReportType.INPUT, r.report(), MOST);
        yield fields.isEmpty() ? "" : "   " + fields;
      }
      case Observation.Request r when r.request().result() < 0 ->
          ", which failed: " + Errno.describe(r.request().result());
      default -> "";
    };
  }

  static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }

  static String inTime(long within) {
    return within == 0
        ? ""
        : " within %d.%03d ms".formatted(within / 1_000_000, within / 1_000 % 1_000);
  }
}
