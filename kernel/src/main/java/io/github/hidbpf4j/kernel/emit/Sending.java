package io.github.hidbpf4j.kernel.emit;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.report.ReportBytes;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.SentView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A report that a device is sending. Reused for the next one. */
final class Sending extends ReusedStamp implements SentView {
  private byte[] report = new byte[Nesting.USUAL_LENGTH];
  private int length;
  private long index;
  private @Nullable ReportDescriptor own;
  private DeviceEvent.@Nullable ReportSent made;

  /** The report during which it is sent, in the same thread. */
  @Nullable Sending outer;

  /** The cause before it, to be restored. */
  private Cause.Kind kindBefore = Cause.Kind.NONE;

  private long numberBefore;

  /** Whether its starter also ends it; otherwise it ends with its outcome. */
  boolean bracketed;

  /** Whether it has reached the HID core. */
  boolean entered;

  /** Starts it with these bytes, and notifies the sinks. */
  void begin(
      EventHub hub,
      Nesting open,
      int device,
      byte[] bytes,
      int offset,
      int count,
      @Nullable ReportDescriptor descriptor,
      boolean isBracketed) {
    if (report.length < count) {
      report = new byte[count];
    }
    ReportBytes.copy(bytes, offset, report, 0, count);
    length = count;
    own = descriptor;
    made = null;
    bracketed = isBracketed;
    entered = false;
    stamp(hub, open, device);
    outer = open.sending;
    kindBefore = open.causeKind();
    numberBefore = open.causeNumber();
    hub.sent(this);
    open.sending = this;
    open.setCause(Cause.Kind.REPORT, index);
  }

  /** Its number. */
  void setIndex(long number) {
    index = number;
  }

  /** Ends it. */
  void end(Nesting open) {
    open.sending = outer;
    open.setCause(kindBefore, numberBefore);
    outer = null;
    own = null;
    made = null;
  }

  @Override
  public long index() {
    return index;
  }

  @Override
  public byte[] report() {
    return report;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public @Nullable ReportDescriptor reports() {
    return own;
  }

  @Override
  public DeviceEvent.ReportSent event() {
    DeviceEvent.ReportSent event = made;
    if (event == null) {
      event = new DeviceEvent.ReportSent(at(), index, Arrays.copyOf(report, length), own);
      made = event;
    }
    return event;
  }
}
