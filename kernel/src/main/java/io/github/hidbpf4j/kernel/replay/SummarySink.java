package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.OutcomeView;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import io.github.hidbpf4j.kernel.event.SentView;
import io.github.hidbpf4j.kernel.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts events for the summary. */
public final class SummarySink implements EventSink {
  private final List<Finding> findings = new ArrayList<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private List<ReplayStart.Attachment> attachments = List.of();
  private long events;
  private long unchanged;
  private long reinterpreted;
  private long changed;
  private long dropped;
  private long injected;
  private long delivered;
  private long lastMicros;

  /** Whether a request to the device is unanswered. */
  boolean isAsked() {
    return unanswered.get() > 0;
  }

  @Override
  public boolean wantsHookRuns() {
    return false;
  }

  @Override
  @SuppressWarnings("IfChainToSwitch") // a switch over types costs some milliseconds at start-up
  public void event(KernelEvent event) {
    if (event instanceof ReplayStart start) {
      attachments = start.attachments();
    } else if (event instanceof OutcomeView outcome) {
      outcome(outcome);
    } else if (event instanceof ProgramEvent.Found found) {
      findings.add(found.finding());
    } else if (event instanceof RequestEvent.Asked asked && asked.type() != null) {
      int _ = unanswered.incrementAndGet();
    } else if (event instanceof RequestEvent.Answered answered && answered.type() != null) {
      int _ = unanswered.decrementAndGet();
      if (ReplayFolding.isSeparate(answered)) {
        requestOver(answered);
      }
    } else if (event instanceof RequestEvent.UserDone done) {
      requestOver(done);
    }
  }

  private void requestOver(KernelEvent event) {
    lastMicros = Math.max(lastMicros, event.at().micros());
  }

  @Override
  public void sent(SentView report) {}

  @Override
  public void outcome(OutcomeView outcome) {
    Delivery got = outcome.delivery();
    if (got != null) {
      delivered++;
      if (outcome.sender() == InputOutcome.Sender.PROGRAM) {
        injected++;
      }
    }
    if (outcome.sender() == InputOutcome.Sender.DEVICE) {
      events++;
      lastMicros = outcome.micros();
      if (got == null) {
        dropped++;
        return;
      }
      switch (got) {
        case UNCHANGED -> unchanged++;
        case REINTERPRETED -> reinterpreted++;
        case CHANGED, INJECTED -> changed++;
      }
    } else if (got != null && outcome.isInjectedLater()) {
      lastMicros = outcome.micros();
    }
  }

  /**
   * The current counts.
   *
   * @param latencies latencies of callbacks; empty if not measured
   * @param pending timers and work items still pending
   * @param drained whether they were run until nothing was left
   */
  public ReplaySummary summary(
      List<CallbackLatency> latencies, List<PendingRun> pending, boolean drained) {
    return new ReplaySummary(
        events,
        unchanged,
        reinterpreted,
        changed,
        dropped,
        injected,
        delivered,
        lastMicros,
        List.copyOf(findings),
        List.copyOf(attachments),
        latencies,
        pending,
        drained);
  }
}
