package io.github.hidbpf4j.tools.live;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JVM's log with {@code -Xlog:gc,safepoint}.
 *
 * @param collections pauses of the collector, in milliseconds
 * @param safepoints all pauses, in milliseconds, including the collector's
 */
record GcLog(List<Double> collections, List<Double> safepoints) {
  private static final Pattern PAUSE = Pattern.compile("\\bPause .* ([0-9.]+)ms$");
  private static final Pattern TOTAL = Pattern.compile("\\bSafepoint .*Total: +([0-9]+) ns");

  static GcLog of(List<String> lines) {
    List<Double> collections = new ArrayList<>();
    List<Double> safepoints = new ArrayList<>();
    for (String line : lines) {
      Matcher pause = PAUSE.matcher(line);
      Matcher total = TOTAL.matcher(line);
      if (pause.find()) {
        collections.add(Double.parseDouble(pause.group(1)));
      } else if (total.find()) {
        safepoints.add(Long.parseLong(total.group(1)) / 1e6);
      }
    }
    return new GcLog(collections, safepoints);
  }

  private static String text(String what, List<Double> pauses) {
    return "%s: %d, the longest %.2f ms, all %.2f ms"
        .formatted(
            what,
            pauses.size(),
            pauses.stream().mapToDouble(Double::doubleValue).max().orElse(0),
            pauses.stream().mapToDouble(Double::doubleValue).sum());
  }

  /** The numbers and durations. */
  @Override
  public String toString() {
    return text("collections", collections) + "; " + text("safepoints", safepoints);
  }
}
