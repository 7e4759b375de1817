package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.OutcomeView;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.event.SentView;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Forwards all events, but only the first finding of each kind and program; findings made while
 * programs are loaded and attached come after the start.
 */
public final class FindingsOnce implements EventSink {
  private final EventSink[] next;

  /** The sinks that want reports; null before the first report. */
  private EventSink @Nullable [] reportSinks;

  private final Set<String> found = new HashSet<>();
  private final List<KernelEvent> early = new ArrayList<>();
  private boolean started;

  /** Forwards to these, in order. */
  public FindingsOnce(List<EventSink> next) {
    this.next = next.toArray(EventSink[]::new);
  }

  @Override
  public boolean wantsHookRuns() {
    for (EventSink sink : next) {
      if (sink.wantsHookRuns()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void event(KernelEvent event) {
    if (event instanceof ProgramEvent.Found f && !isFirst(f.finding())) {
      return;
    }
    if (event instanceof ProgramEvent.Found && !started) {
      early.add(event);
      return;
    }
    for (EventSink sink : next) {
      sink.event(event);
    }
    if (event instanceof ReplayStart) {
      started = true;
      for (KernelEvent held : early) {
        for (EventSink sink : next) {
          sink.event(held);
        }
      }
    }
  }

  @Override
  public boolean wantsReports() {
    return Arrays.stream(next).anyMatch(EventSink::wantsReports);
  }

  @Override
  public void sent(SentView report) {
    for (EventSink sink : ofReports()) {
      sink.sent(report);
    }
  }

  @Override
  public void outcome(OutcomeView report) {
    for (EventSink sink : ofReports()) {
      sink.outcome(report);
    }
  }

  private EventSink[] ofReports() {
    EventSink[] sinks = reportSinks;
    if (sinks == null) {
      sinks = Arrays.stream(next).filter(EventSink::wantsReports).toArray(EventSink[]::new);
      reportSinks = sinks;
    }
    return sinks;
  }

  private boolean isFirst(Finding finding) {
    // Each spinning element is reported separately.
    return finding.kind() == FindingKind.SPINNING_CALLBACK
        || found.add(finding.kind() + " " + finding.program());
  }
}
