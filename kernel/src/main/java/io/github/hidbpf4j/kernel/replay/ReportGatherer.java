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
 * Groups each report of the device with its immediate results, the outcomes caused by it, for a
 * sink that needs this.
 */
public final class ReportGatherer {
  /** The reports in progress, the last first; they rarely nest. */
  private @Nullable GatheredReport open;

  /** Finished ones for reuse, linked like the open ones. */
  private @Nullable GatheredReport unused;

  /** The last finished one, which may still be in use. */
  private @Nullable GatheredReport last;

  private final GatheredReport.Output later = new GatheredReport.Output();

  // The reason of the last report that a program dropped: usually also that of the next one.
  private int droppedBy;
  private String droppedReason = "";

  /** Creates an empty gatherer. */
  public ReportGatherer() {}

  /** Processes an event; returns the report of the device completed by it, or null. */
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
   * Processes the outcome of a report.
   *
   * @return the report of the device completed by it, valid until the next outcome; or null
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

  /** Processes the outcome of a report, and notifies the listener. */
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
   * A report delivered outside of any report of the device, from a timer or work item; null for
   * everything else.
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

  /** Whether a report was delivered outside of any report of the device. */
  public static boolean isInjectedLater(OutcomeView outcome) {
    return outcome.isInjectedLater() && outcome.delivery() != null;
  }
}
