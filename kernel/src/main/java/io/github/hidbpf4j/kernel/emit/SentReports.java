package io.github.hidbpf4j.kernel.emit;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.InputOutcome.Dropped;
import io.github.hidbpf4j.kernel.event.InputOutcome.Sender;
import io.github.hidbpf4j.kernel.event.InputOutcome.Stage;
import io.github.hidbpf4j.kernel.event.Stamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells of reports that a device sends, each of which has one outcome. */
final class SentReports {
  private final EventHub hub;

  SentReports(EventHub hub) {
    this.hub = hub;
  }

  /**
   * The device sends one, and all that comes of it at once comes before {@link #ends}.
   *
   * @param bracketed whether {@code ends} is called by whoever calls this
   */
  Nesting.Sending begins(
      int device, byte[] report, @Nullable ReportDescriptor own, boolean bracketed) {
    Nesting open = hub.nesting();
    long index = hub.nextReport();
    Stamp at = hub.stamp(open, device, open.cause);
    Nesting.Sending sending = new Nesting.Sending(report, open.cause, open.sending, bracketed);
    open.sending = sending;
    open.cause = new Cause(Cause.Kind.REPORT, index);
    hub.emit(new DeviceEvent.ReportSent(at, index, report, own));
    return sending;
  }

  /** It is over; one that did not come to the HID core at all was dropped. */
  void ends() {
    Nesting open = hub.nesting();
    Nesting.Sending sending = open.sending;
    if (sending == null) {
      return;
    }
    if (!sending.entered) {
      hub.emit(
          new InputOutcome(
              hub.stamp(),
              ReportType.INPUT,
              Sender.DEVICE,
              "",
              sending.report,
              false,
              List.of(),
              sending.report,
              new Dropped(Stage.NO_READER, "", 0, "no reader")));
    }
    open.sending = sending.outer;
    open.cause = sending.before;
  }
}
