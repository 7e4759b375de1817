package io.github.hidbpf4j.kernel.emit;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import org.jspecify.annotations.Nullable;

/** Emits the reports that a device sends, each of which has one outcome. */
final class SentReports {
  private final EventHub hub;

  SentReports(EventHub hub) {
    this.hub = hub;
  }

  /**
   * The device starts to send a report; everything that immediately follows from it comes before
   * {@link #ends}.
   *
   * @param bracketed whether the caller also calls {@code ends}
   */
  Sending begins(
      int device,
      byte[] report,
      int offset,
      int length,
      @Nullable ReportDescriptor own,
      boolean bracketed) {
    Nesting open = hub.nesting();
    Sending sending = open.newSending();
    sending.begin(hub, open, device, report, offset, length, own, bracketed);
    return sending;
  }

  /** The report is over; if it never reached the HID core, it was dropped. */
  void ends() {
    Nesting open = hub.nesting();
    Sending sending = open.sending;
    if (sending == null) {
      return;
    }
    if (!sending.entered) {
      Arrival lost = open.newInput();
      lost.begin(sending);
      lost.end(null, null, "");
      lost.stamp(hub, open, open.device);
      hub.outcome(lost);
      open.release(lost);
    }
    sending.end(open);
    open.release(sending);
  }
}
