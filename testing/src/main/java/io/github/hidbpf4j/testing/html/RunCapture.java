package io.github.hidbpf4j.testing.html;

import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.FoldingSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.replay.EvdevView;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import io.github.hidbpf4j.kernel.replay.SummarySink;
import io.github.hidbpf4j.kernel.trace.TraceFolding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Captures one run for a report. It is a sink for its events; {@link #evdev} captures the events
 * that applications get, if it is given to an {@link EvdevView} that receives the same events after
 * this sink. Callbacks that restart each other endlessly are folded, and if there are very many
 * events, only the first and the last are kept; the report says so. For one use, by one thread at a
 * time.
 */
public final class RunCapture implements EventSink {
  private final RowWriter rows = new RowWriter();
  private final EventRows events = new EventRows(rows);
  private final EvdevRows evdev = new EvdevRows(rows, events);
  private final FoldingSink folding = TraceFolding.before(events);
  private final List<Finding> findings = new ArrayList<>();
  private final SummarySink counts = new SummarySink();
  private @Nullable ReplayStart start;

  /** Creates an empty capture. */
  public RunCapture() {}

  @Override
  public void event(KernelEvent event) {
    if (event instanceof ReplayStart begin) {
      // If there are several devices, the first is shown.
      start = start == null ? begin : start;
      // These two descriptors are present whether or not a report used them.
      int _ = rows.descriptors().number(begin.descriptorBefore());
      int _ = rows.descriptors().number(begin.descriptorAfter());
    } else if (event instanceof ProgramEvent.Found found) {
      findings.add(found.finding());
    }
    counts.event(event);
    folding.event(event);
  }

  /** {@return a sink for the events of input devices} */
  public EvdevView.Sink evdev() {
    return evdev;
  }

  /**
   * Ends the run.
   *
   * @param summary the run in numbers
   * @return the run, as the page shows it
   * @throws IllegalStateException if no replay has begun
   */
  public CapturedRun finish(ReplaySummary summary) {
    folding.finish();
    return new CapturedRun(begun(), summary, rows.finish(), evdev, findings);
  }

  /**
   * Ends a run without a summary: latencies and pending callbacks are unknown.
   *
   * @return the run, as the page shows it
   * @throws IllegalStateException if no replay has begun
   */
  public CapturedRun finish() {
    return finish(counts.summary(List.of(), List.of(), false));
  }

  private ReplayStart begun() {
    ReplayStart begin = start;
    if (begin == null) {
      throw new IllegalStateException("no replay has begun");
    }
    return begin;
  }
}
