package io.github.hidbpf4j.kernel.trace;

import io.github.hidbpf4j.kernel.event.CallbackEvent;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.FoldingSink;
import io.github.hidbpf4j.kernel.event.FoldingSink.Fold;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayEnd;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.event.RequestEvent;

/** Folding for traces. */
public final class TraceFolding {
  private TraceFolding() {}

  /** Forwards to a trace, without the events of callbacks that keep restarting each other. */
  public static FoldingSink before(EventSink trace) {
    return new FoldingSink(trace, TraceFolding::fold);
  }

  private static Fold fold(KernelEvent event) {
    if (event instanceof ProgramEvent.Found || event instanceof ReplayEnd) {
      return Fold.INTERRUPT;
    }
    return isShown(event) ? Fold.COUNT : Fold.PASS;
  }

  /** Whether traces show such an event at all. */
  public static boolean isShown(KernelEvent event) {
    return switch (event) {
      case InputOutcome o ->
          !(o.fate() instanceof InputOutcome.Dropped d)
              || d.stage() != InputOutcome.Stage.NO_READER;
      case DeviceEvent.DescriptorFixed _,
          DeviceEvent.Unbound _,
          RequestEvent.Dispatched _,
          RequestEvent.UserBegan _,
          CallbackEvent.Spinning _,
          CallbackEvent.StartRefused _,
          CallbackEvent.WithoutUser _,
          ReplayStart _,
          ReplayEnd _ ->
          false;
      default -> true;
    };
  }
}
