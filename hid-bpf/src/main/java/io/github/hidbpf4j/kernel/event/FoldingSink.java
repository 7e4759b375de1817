package io.github.hidbpf4j.kernel.event;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hands on what it is told, but for what callbacks do that start each other again and again without
 * giving time: of that only how much it was. {@link #finish} tells what is left to tell.
 */
public final class FoldingSink implements EventSink {
  /**
   * Runs in a row, each started by the one before without delay, after which what they do is only
   * counted.
   */
  public static final int FOLDED_AFTER = 100;

  /** What is done with an event. */
  public enum Fold {
    /** It is counted where it comes of such callbacks. */
    COUNT,
    /** It is left out there, as part of another one that is counted. */
    OMIT,
    /** It is always handed on. */
    PASS,
    /** It is always handed on, after what was counted. */
    INTERRUPT
  }

  private final EventSink next;
  private final Function<KernelEvent, Fold> rule;
  private @Nullable Stamp last;
  private long count;

  /** Hands on to this sink; by this rule, asked for every event. */
  public FoldingSink(EventSink next, Function<KernelEvent, Fold> rule) {
    this.next = next;
    this.rule = rule;
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

  /** Nothing more comes: tells how much was left out. */
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
