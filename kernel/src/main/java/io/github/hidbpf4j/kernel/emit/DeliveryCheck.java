package io.github.hidbpf4j.kernel.emit;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.report.MeaningComparison;
import io.github.hidbpf4j.kernel.event.Delivery;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Classifies what happened to a report on its way from one device to its host. */
final class DeliveryCheck {
  private final @Nullable ReportDescriptor own;
  private final boolean oneAtATime;
  private @Nullable MeaningComparison meanings;

  /**
   * Creates a check for one device.
   *
   * @param own the device's own descriptor; null when that does not parse
   */
  DeliveryCheck(@Nullable ReportDescriptor own, boolean oneAtATime) {
    this.own = own;
    this.oneAtATime = oneAtATime;
  }

  /** The device's own descriptor. */
  @Nullable ReportDescriptor own() {
    return own;
  }

  /**
   * Classifies a report.
   *
   * @param sent what the device sent; null for an injected report
   * @param input what the host received
   * @param inUse the descriptor that the host uses now
   */
  Delivery of(@Nullable Sending sent, Arrival input, @Nullable ReportDescriptor inUse) {
    if (sent == null) {
      return Delivery.INJECTED;
    }
    byte[] got = input.output();
    int length = input.outputLength();
    if (!Arrays.equals(sent.report(), 0, sent.length(), got, 0, length)) {
      return Delivery.CHANGED;
    }
    return isSame(got, length, inUse) ? Delivery.UNCHANGED : Delivery.REINTERPRETED;
  }

  private boolean isSame(byte[] got, int length, @Nullable ReportDescriptor inUse) {
    if (oneAtATime) {
      return meansTheSame(got, length, inUse);
    }
    synchronized (this) {
      return meansTheSame(got, length, inUse);
    }
  }

  private boolean meansTheSame(byte[] got, int length, @Nullable ReportDescriptor inUse) {
    MeaningComparison comparison = meanings;
    if (comparison == null || !comparison.isWith(inUse)) {
      comparison = new MeaningComparison(own, inUse);
      meanings = comparison;
    }
    return comparison.isSame(ReportType.INPUT, got, length);
  }
}
