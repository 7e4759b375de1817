package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.OutcomeView;
import io.github.hidbpf4j.kernel.event.SentView;
import org.jspecify.annotations.Nullable;

/**
 * Gathers, for a sink that wants it so, each report of the device and all that came of it at once:
 * the outcomes whose cause it is.
 */
public final class ReportGatherer {
  /** The reports that are not over, the last first: reports within reports are few. */
  private @Nullable GatheredReport open;

  /** Those that are over, for the next ones; linked as the open ones. */
  private @Nullable GatheredReport unused;

  /** The last one that is over: somebody may still look at it. */
  private @Nullable GatheredReport last;

  private final GatheredReport.Output later = new GatheredReport.Output();

  // The reason of the last report that a program dropped: mostly the next one's, too.
  private int droppedBy;
  private String droppedReason = "";

  /** Nothing is gathered yet. */
  public ReportGatherer() {}

  /** Takes an event; gives the report of the device that is over with it, null if none is. */
  public @Nullable ReplayEvent take(KernelEvent event) {
    return switch (event) {
      case SentView sent -> {
        sent(sent);
        yield null;
      }
      case OutcomeView outcome -> {
        GatheredReport over = outcome(outcome);
        yield over == null ? null : over.event();
      }
      default -> null;
    };
  }

  /** The device sends a report. */
  public void sent(SentView sent) {
    GatheredReport report = unused;
    if (report == null) {
      report = new GatheredReport();
    } else {
      unused = report.before;
    }
    report.begin(sent, open);
    open = report;
  }

  /**
   * Takes the outcome of a report.
   *
   * @return the report of the device that is over with it, which is there until the next outcome;
   *     null if none is
   */
  public @Nullable GatheredReport outcome(OutcomeView outcome) {
    if (outcome.causeKind() != Cause.Kind.REPORT) {
      return null;
    }
    GatheredReport report = find(outcome.causeNumber());
    if (report == null) {
      return null;
    }
    Delivery got = outcome.delivery();
    if (got != null) {
      report.add(outcome, got);
    }
    if (outcome.sender() != InputOutcome.Sender.DEVICE) {
      return null;
    }
    remove(report);
    report.end(outcome.micros(), got == null ? reasonOf(outcome) : "");
    GatheredReport over = last;
    if (over != null) {
      over.before = unused;
      unused = over;
    }
    last = report;
    return report;
  }

  /** Takes the outcome of a report, and tells what is known with it. */
  public void outcome(OutcomeView outcome, ReportListener listener) {
    GatheredReport over = outcome(outcome);
    Delivery got = outcome.delivery();
    if (over != null) {
      listener.report(over);
    } else if (got != null && outcome.isInjectedLater()) {
      later.set(outcome, got);
      listener.injected(outcome.micros(), later);
    } else if (outcome.sender() == InputOutcome.Sender.PROGRAM && outcome.stage() != null) {
      listener.injectionDropped(outcome);
    }
  }

  private @Nullable GatheredReport find(long index) {
    GatheredReport at = open;
    while (at != null && at.index() != index) {
      at = at.before;
    }
    return at;
  }

  private void remove(GatheredReport report) {
    if (open == report) {
      open = report.before;
      return;
    }
    for (GatheredReport at = open; at != null; at = at.before) {
      if (at.before == report) {
        at.before = report.before;
        return;
      }
    }
  }

  private String reasonOf(OutcomeView outcome) {
    if (outcome.stage() != InputOutcome.Stage.HOOKS) {
      return outcome.reason();
    }
    if (droppedReason.isEmpty() || droppedBy != outcome.ret()) {
      droppedBy = outcome.ret();
      droppedReason = reason(outcome);
    }
    return droppedReason;
  }

  /** Why a report was dropped, in words. */
  public static String reason(OutcomeView dropped) {
    return dropped.stage() == InputOutcome.Stage.HOOKS
        ? "the program returned " + Errno.describe(dropped.ret())
        : dropped.reason();
  }

  /**
   * What a reader got that did not come in the middle of a report of the device: from a timer or a
   * work item. Null for everything else.
   */
  public static ReplayEvent.@Nullable Output injectedLater(KernelEvent event) {
    if (event instanceof InputOutcome outcome && isInjectedLater(outcome)) {
      InputOutcome.Delivered got = outcome.delivered();
      return got == null
          ? null
          : new ReplayEvent.Output(outcome.output(), got.delivery(), got.reports());
    }
    return null;
  }

  /** Whether a reader got it, and it did not come in the middle of a report of the device. */
  public static boolean isInjectedLater(OutcomeView outcome) {
    return outcome.isInjectedLater() && outcome.delivery() != null;
  }
}
