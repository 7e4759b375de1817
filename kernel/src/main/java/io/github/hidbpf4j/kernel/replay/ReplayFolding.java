package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.FoldingSink;
import io.github.hidbpf4j.kernel.event.FoldingSink.Fold;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.OutcomeView;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.ReplayEnd;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import io.github.hidbpf4j.kernel.event.SentView;
import org.jspecify.annotations.Nullable;

/** Folding for views of the host's side. */
public final class ReplayFolding {
  private static final FoldingSink.Rule RULE =
      new FoldingSink.Rule() {
        @Override
        public Fold of(KernelEvent event) {
          return fold(event);
        }

        @Override
        public Fold ofSent(SentView report) {
          return Fold.OMIT;
        }

        @Override
        public Fold ofOutcome(OutcomeView report) {
          return fold(report);
        }
      };

  private ReplayFolding() {}

  /** Forwards to a view, without the events of callbacks that keep restarting each other. */
  public static FoldingSink before(EventSink view) {
    return new FoldingSink(view, RULE);
  }

  @SuppressWarnings("IfChainToSwitch") // a switch over types costs some milliseconds at start-up
  private static Fold fold(KernelEvent event) {
    if (event instanceof SentView) {
      return Fold.OMIT;
    }
    if (event instanceof OutcomeView o) {
      return fold(o);
    }
    if (event instanceof ReplayEnd) {
      return Fold.INTERRUPT;
    }
    return event instanceof DeviceEvent.StateEntered
            || event instanceof DeviceEvent.Withheld
            || event instanceof DeviceEvent.Overloaded
            || event instanceof ProgramEvent.Printk
            || event instanceof RequestEvent.UserDone
            || event instanceof RequestEvent.Answered a && isSeparate(a)
        ? Fold.COUNT
        : Fold.PASS;
  }

  private static Fold fold(OutcomeView o) {
    return o.sender() == InputOutcome.Sender.DEVICE || ReportGatherer.isInjectedLater(o)
        ? Fold.COUNT
        : Fold.OMIT;
  }

  /** Whether it is a request not reported as a user's action. */
  static boolean isSeparate(RequestEvent.Answered answered) {
    return answered.type() != null && answered.origin() != RecordedRequest.Origin.USER;
  }

  /**
   * The request completed by this event: one of a user as the user sees it, one of a program or
   * driver as the device sees it. Null for none.
   *
   * @param device index of the device in the recording
   */
  public static @Nullable RecordedRequest request(KernelEvent event, int device) {
    if (event instanceof RequestEvent.UserDone done) {
      return done.request();
    }
    return event instanceof RequestEvent.Answered answered && isSeparate(answered)
        ? answered.recorded(device)
        : null;
  }
}
