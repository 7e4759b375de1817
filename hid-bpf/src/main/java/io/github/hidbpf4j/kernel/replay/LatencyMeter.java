package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.async.AsyncKind;
import io.github.hidbpf4j.bpf.async.AsyncObserver;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.time.Clock;
import io.github.hidbpf4j.time.ClockId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures how soon callbacks run. */
final class LatencyMeter implements AsyncObserver {
  private static final class Sum {
    long callbacks;
    long fromStart;
    long mostFromStart;
    long late;
    long mostLate;
  }

  private final Clock clock;
  private final Map<AsyncKind, Map<String, Sum>> sums = new EnumMap<>(AsyncKind.class);

  private long callbacks;

  LatencyMeter(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void begun(
      AsyncKind kind,
      String program,
      String function,
      BpfMap map,
      long key,
      long startedAt,
      long dueAt) {
    long now = clock.now(ClockId.MONOTONIC);
    Sum sum =
        sums.computeIfAbsent(kind, _ -> new LinkedHashMap<>())
            .computeIfAbsent(program, _ -> new Sum());
    long fromStart = Math.max(0, now - startedAt);
    long late = Math.max(0, now - dueAt);
    callbacks++;
    sum.callbacks++;
    sum.fromStart += fromStart;
    sum.mostFromStart = Math.max(sum.mostFromStart, fromStart);
    sum.late += late;
    sum.mostLate = Math.max(sum.mostLate, late);
  }

  /** How many callbacks have begun. */
  synchronized long callbacks() {
    return callbacks;
  }

  /** What was measured, by kind, in the order in which programs' callbacks first ran. */
  synchronized List<CallbackLatency> latencies() {
    List<CallbackLatency> all = new ArrayList<>();
    sums.forEach(
        (kind, programs) ->
            programs.forEach(
                (program, s) ->
                    all.add(
                        new CallbackLatency(
                            kind,
                            program,
                            s.callbacks,
                            s.fromStart / s.callbacks,
                            s.mostFromStart,
                            s.late / s.callbacks,
                            s.mostLate))));
    return all;
  }
}
