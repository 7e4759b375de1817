package io.github.hidbpf4j.kernel.event;

import org.jspecify.annotations.Nullable;

/**
 * Forwards events, except those of callbacks that keep restarting each other without delay: of
 * these it reports only their number. {@link #finish} reports the remaining number.
 */
public final class FoldingSink implements EventSink {
  /**
   * Length of a chain of runs, each started by the one before without delay, after which events are
   * only counted.
   */
  public static final int FOLDED_AFTER = 100;

  /** How an event is handled. */
  public enum Fold {
    /** Counted if it comes from such callbacks. */
    COUNT,
    /** Left out there, as part of another event that is counted. */
    OMIT,
    /** Always forwarded. */
    PASS,
    /** Always forwarded, after the pending counts. */
    INTERRUPT
  }

  /** Decides how events are handled. */
  @FunctionalInterface
  public interface Rule {
    /**
     * {@return how an event is handled}
     *
     * @param event what happened
     */
    Fold of(KernelEvent event);

    /**
     * {@return how a report that a device sends is handled}
     *
     * @param report valid only during the call
     */
    default Fold ofSent(SentView report) {
      return of(report.event());
    }

    /**
     * {@return how the outcome of a report is handled}
     *
     * @param report valid only during the call
     */
    default Fold ofOutcome(OutcomeView report) {
      return of(report.event());
    }
  }

  private final EventSink next;
  private final Rule rule;
  private @Nullable Stamp last;
  private long count;

  /** Whether the last omitted event was counted. */
  private boolean isCounted;

  /**
   * Creates a sink that forwards to another one.
   *
   * @param next receives the events that are not left out, and the counts as {@link
   *     ProgramEvent.Folded}
   * @param rule decides how each event is handled
   */
  public FoldingSink(EventSink next, Rule rule) {
    this.next = next;
    this.rule = rule;
  }

  @Override
  public boolean wantsHookRuns() {
    return next.wantsHookRuns();
  }

  @Override
  public boolean wantsReports() {
    return next.wantsReports();
  }

  @Override
  public void event(KernelEvent event) {
    if (isForwarded(rule.of(event), event.at().chain())) {
      next.event(event);
    } else if (isCounted) {
      last = event.at();
    }
  }

  @Override
  public void sent(SentView report) {
    if (isForwarded(rule.ofSent(report), report.chain())) {
      next.sent(report);
    } else if (isCounted) {
      last = report.at();
    }
  }

  @Override
  public void outcome(OutcomeView report) {
    if (isForwarded(rule.ofOutcome(report), report.chain())) {
      next.outcome(report);
    } else if (isCounted) {
      last = report.at();
    }
  }

  /** Whether an event is forwarded; if not, records whether it is counted. */
  private boolean isForwarded(Fold fold, int chain) {
    boolean repeats = chain > FOLDED_AFTER;
    isCounted = false;
    switch (fold) {
      case PASS -> {
        return true;
      }
      case INTERRUPT -> finish();
      case OMIT -> {
        return !repeats;
      }
      case COUNT -> {
        if (repeats) {
          count++;
          isCounted = true;
          return false;
        }
        finish();
      }
    }
    return true;
  }

  /** Ends the stream: reports how many events were left out. */
  public void finish() {
    Stamp at = last;
    if (at != null) {
      long folded = count;
      last = null;
      count = 0;
      next.event(new ProgramEvent.Folded(at, folded));
    }
  }
}
