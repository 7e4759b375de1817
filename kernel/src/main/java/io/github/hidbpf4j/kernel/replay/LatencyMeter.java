package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.program.AsyncKind;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures the latency of callbacks. */
final class LatencyMeter implements EventSink {
  private static final class Sum {
    long callbacks;
    long fromStart;
    long mostFromStart;
    long late;
    long mostLate;
  }

  private final Map<AsyncKind, Map<String, Sum>> sums = new EnumMap<>(AsyncKind.class);

  private long callbacks;

  @Override
  public boolean wantsHookRuns() {
    return false;
  }

  @Override
  public void event(KernelEvent event) {
    if (event instanceof ProgramEvent.RunBegan began) {
      ProgramEvent.Callback callback = began.callback();
      if (callback != null) {
        add(began.program(), callback);
      }
    }
  }

  @Override
  public boolean wantsReports() {
    return false;
  }

  private synchronized void add(String program, ProgramEvent.Callback callback) {
    Sum sum =
        sums.computeIfAbsent(callback.kind(), _ -> new LinkedHashMap<>())
            .computeIfAbsent(program, _ -> new Sum());
    callbacks++;
    sum.callbacks++;
    sum.fromStart += callback.sinceStart();
    sum.mostFromStart = Math.max(sum.mostFromStart, callback.sinceStart());
    sum.late += callback.late();
    sum.mostLate = Math.max(sum.mostLate, callback.late());
  }

  /** Number of callbacks started. */
  synchronized long callbacks() {
    return callbacks;
  }

  /** The measurements by kind, in the order in which programs' callbacks first ran. */
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
