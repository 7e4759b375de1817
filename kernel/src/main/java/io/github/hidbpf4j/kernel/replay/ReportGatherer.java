package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers, for a sink that wants it so, each report of the device and all that came of it at once:
 * the outcomes whose cause it is.
 */
public final class ReportGatherer {
  private static final class Open {
    final long index;
    final byte[] report;
    final List<ReplayEvent.Output> output = new ArrayList<>(1);
    @Nullable Open before;

    Open(long index, byte[] report, @Nullable Open before) {
      this.index = index;
      this.report = report;
      this.before = before;
    }
  }

  /** The reports that are not over, the last first: reports within reports are few. */
  private @Nullable Open open;

  /** Nothing is gathered yet. */
  public ReportGatherer() {}

  /** Takes an event; gives the report of the device that is over with it, null if none is. */
  public @Nullable ReplayEvent take(KernelEvent event) {
    return switch (event) {
      case DeviceEvent.ReportSent sent -> {
        open = new Open(sent.index(), sent.report(), open);
        yield null;
      }
      case InputOutcome outcome when outcome.at().cause().kind() == Cause.Kind.REPORT ->
          take(outcome);
      default -> null;
    };
  }

  private @Nullable ReplayEvent take(InputOutcome outcome) {
    long index = outcome.at().cause().number();
    Open report = find(index);
    if (report == null) {
      return null;
    }
    ReplayEvent.Output got = output(outcome);
    if (got != null) {
      report.output.add(got);
    }
    if (outcome.sender() != InputOutcome.Sender.DEVICE) {
      return null;
    }
    remove(report);
    String reason = outcome.fate() instanceof InputOutcome.Dropped dropped ? reason(dropped) : "";
    return new ReplayEvent(
        index, outcome.at().micros(), report.report, List.copyOf(report.output), reason);
  }

  private @Nullable Open find(long index) {
    Open at = open;
    while (at != null && at.index != index) {
      at = at.before;
    }
    return at;
  }

  private void remove(Open report) {
    if (open == report) {
      open = report.before;
      return;
    }
    for (Open at = open; at != null; at = at.before) {
      if (at.before == report) {
        at.before = report.before;
        return;
      }
    }
  }

  /** Why a report was dropped, in words. */
  public static String reason(InputOutcome.Dropped dropped) {
    return dropped.stage() == InputOutcome.Stage.HOOKS
        ? "the program returned " + Errno.describe(dropped.ret())
        : dropped.reason();
  }

  /** What a reader got; null where none got it. */
  private static ReplayEvent.@Nullable Output output(InputOutcome outcome) {
    InputOutcome.Delivered delivered = outcome.delivered();
    return delivered == null
        ? null
        : new ReplayEvent.Output(outcome.output(), delivered.delivery(), delivered.reports());
  }

  /**
   * What a reader got that did not come in the middle of a report of the device: from a timer or a
   * work item. Null for everything else.
   */
  public static ReplayEvent.@Nullable Output injectedLater(KernelEvent event) {
    return event instanceof InputOutcome outcome && outcome.isInjectedLater()
        ? output(outcome)
        : null;
  }
}
