package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gathers, for a sink that wants it so, each report of the device and all that came of it at once:
 * the outcomes whose cause it is.
 */
public final class ReportGatherer {
  private record Open(byte[] report, List<ReplayEvent.Output> output) {}

  private final Map<Long, Open> open = new HashMap<>();

  /** Nothing is gathered yet. */
  public ReportGatherer() {}

  /** Takes an event; gives the report of the device that is over with it, null if none is. */
  public @Nullable ReplayEvent take(KernelEvent event) {
    return switch (event) {
      case DeviceEvent.ReportSent sent -> {
        open.put(sent.index(), new Open(sent.report(), new ArrayList<>(1)));
        yield null;
      }
      case InputOutcome outcome when outcome.at().cause().kind() == Cause.Kind.REPORT ->
          take(outcome);
      default -> null;
    };
  }

  private @Nullable ReplayEvent take(InputOutcome outcome) {
    long index = outcome.at().cause().number();
    Open report = open.get(index);
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
    open.remove(index);
    String reason = outcome.fate() instanceof InputOutcome.Dropped dropped ? reason(dropped) : "";
    return new ReplayEvent(
        index, outcome.at().micros(), report.report, List.copyOf(report.output), reason);
  }

  private static String reason(InputOutcome.Dropped dropped) {
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
