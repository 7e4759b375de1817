package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.hid.model.BytePattern;
import io.github.hidbpf4j.testing.bench.Bench;
import io.github.hidbpf4j.testing.bench.BenchDevice;
import io.github.hidbpf4j.testing.bench.Observation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares the reports that the host got. */
final class HostCheck {
  private final Bench bench;

  /** What was dropped instead of the expected report, which explains its absence. */
  private final ArrayDeque<Observation.Dropped> dropped = new ArrayDeque<>();

  HostCheck(Bench bench) {
    this.bench = bench;
  }

  /** The next report that the host got; skips what was dropped before it. */
  private Observation.@Nullable HostReport next(BenchDevice device, long within) {
    long end = bench.now() + within;
    while (true) {
      Waiting.until(bench, device.host(), Math.max(0, end - bench.now()));
      Observation next = device.host().peek();
      if (next instanceof Observation.HostReport report) {
        return report;
      }
      if (next == null) {
        return null;
      }
      dropped.addLast((Observation.Dropped) next);
      device.host().remove();
    }
  }

  private Mismatch nothingCame(String message, long within) {
    List<String> details = new ArrayList<>();
    dropped.forEach(d -> details.add(Shown.line(d)));
    details.add("the host got nothing" + Shown.inTime(within));
    return new Mismatch(message, details);
  }

  @Nullable Mismatch report(BenchDevice device, long within, BytePattern pattern) {
    return report(device, within, pattern, pattern.toString());
  }

  @Nullable Mismatch unchanged(BenchDevice device, long within) {
    byte[] sent = device.lastSent();
    List<Integer> bytes = new ArrayList<>();
    for (byte b : sent) {
      bytes.add(b & 0xff);
    }
    return report(
        device, within, new BytePattern(bytes, false), Shown.hex(sent) + ", as the device sent it");
  }

  private @Nullable Mismatch report(
      BenchDevice device, long within, BytePattern pattern, String expected) {
    String message = "expected that the host gets " + expected;
    dropped.clear();
    Observation.HostReport got = next(device, within);
    if (got == null) {
      return nothingCame(message, within);
    }
    if (pattern.matches(got.report())) {
      device.host().remove();
      return null;
    }
    List<String> details = new ArrayList<>();
    dropped.forEach(d -> details.add(Shown.line(d)));
    details.addAll(Shown.lines(device.host()));
    return new Mismatch(message, ReportDifferences.of(pattern, got), details);
  }

  @Nullable Mismatch fields(BenchDevice device, long within, Expectation.Fields expected) {
    String message =
        "expected a report with %s%s"
            .formatted(expected.only() ? "only " : "", text(expected.values()));
    dropped.clear();
    Observation.HostReport got = next(device, within);
    if (got == null) {
      return nothingCame(message, within);
    }
    List<String> details = new ArrayList<>();
    List<Difference> differences = ReportDifferences.of(expected, got, details);
    if (differences.isEmpty() && details.isEmpty()) {
      device.host().remove();
      return null;
    }
    details.add("in " + Shown.line(got));
    return new Mismatch(message, differences, details);
  }

  private static String text(Map<String, String> values) {
    List<String> parts = new ArrayList<>();
    values.forEach((name, value) -> parts.add(name + " " + value));
    return String.join(", ", parts);
  }

  @Nullable Mismatch dropped(BenchDevice device) {
    for (Observation o : device.host()) {
      if (o instanceof Observation.Dropped d && Arrays.equals(d.report(), device.lastSent())) {
        device.host().remove(o);
        return null;
      }
    }
    return new Mismatch(
        "expected that %s is dropped".formatted(Shown.hex(device.lastSent())),
        device.host().isEmpty()
            ? List.of("it was not, and the host got nothing: has it been sent?")
            : Shown.lines(device.host()));
  }

  @Nullable Mismatch nothing(BenchDevice device, long within) {
    if (within > 0) {
      bench.advance(within);
    }
    List<Observation> got = reports(device);
    if (!got.isEmpty()) {
      return new Mismatch(
          "expected that the host gets nothing" + Shown.inTime(within), Shown.lines(got));
    }
    device.host().clear();
    return null;
  }

  /** The queued reports, without those that were dropped. */
  static List<Observation> reports(BenchDevice device) {
    return device.host().stream().filter(Observation.HostReport.class::isInstance).toList();
  }
}
