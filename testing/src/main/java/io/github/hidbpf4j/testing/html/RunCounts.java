package io.github.hidbpf4j.testing.html;

import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.replay.ReplaySummary;
import java.util.List;

/** Counts, for runs that nobody sums up: those of scenarios. */
final class RunCounts {
  private long events;
  private long unchanged;
  private long reinterpreted;
  private long changed;
  private long dropped;
  private long injected;
  private long delivered;
  private long lastMicros;

  void event(KernelEvent event) {
    lastMicros = Math.max(lastMicros, event.at().micros());
    if (!(event instanceof InputOutcome outcome)) {
      return;
    }
    InputOutcome.Delivered got = outcome.delivered();
    if (got != null) {
      delivered++;
      injected += outcome.sender() == InputOutcome.Sender.PROGRAM ? 1 : 0;
    }
    if (outcome.sender() != InputOutcome.Sender.DEVICE) {
      return;
    }
    events++;
    if (got == null) {
      dropped++;
      return;
    }
    switch (got.delivery()) {
      case UNCHANGED -> unchanged++;
      case REINTERPRETED -> reinterpreted++;
      case CHANGED, INJECTED -> changed++;
    }
  }

  ReplaySummary summary(ReplayStart start, List<Finding> findings) {
    return new ReplaySummary(
        events,
        unchanged,
        reinterpreted,
        changed,
        dropped,
        injected,
        delivered,
        lastMicros,
        findings,
        start.attachments(),
        List.of(),
        List.of(),
        false);
  }
}
