package io.github.hidbpf4j.kernel.event;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Forwards events, except those of callbacks that keep restarting each other without delay: of
 * these it reports only the number. {@link #finish} reports what is still uncounted.
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

  private final EventSink next;
  private final Function<KernelEvent, Fold> rule;
  private @Nullable Stamp last;
  private long count;

  /**
   * Makes a sink that forwards to another one.
   *
   * @param next receives the events that are not left out, and the counts as {@link
   *     ProgramEvent.Folded}
   * @param rule decides how each event is handled
   */
  public FoldingSink(EventSink next, Function<KernelEvent, Fold> rule) {
    this.next = next;
    this.rule = rule;
  }

  @Override
  public boolean wantsHookRuns() {
    return next.wantsHookRuns();
  }

  @Override
  public void event(KernelEvent event) {
    Fold fold = rule.apply(event);
    boolean repeats = event.at().chain() > FOLDED_AFTER;
    switch (fold) {
      case PASS -> next.event(event);
      case INTERRUPT -> {
        finish();
        next.event(event);
      }
      case OMIT -> {
        if (!repeats) {
          next.event(event);
        }
      }
      case COUNT -> {
        if (repeats) {
          last = event.at();
          count++;
        } else {
          finish();
          next.event(event);
        }
      }
    }
  }

  /** End of events: reports how much was left out. */
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
