package io.github.hidbpf4j.kernel.trace;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.report.MeaningComparison;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Tells what a report became on the way from one device to its host. Not thread-safe. */
public final class DeliveryCheck {
  private final @Nullable ReportDescriptor own;
  private @Nullable MeaningComparison meanings;

  /**
   * A check for one device.
   *
   * @param own the descriptor that it gave; null when that does not parse
   */
  public DeliveryCheck(@Nullable ReportDescriptor own) {
    this.own = own;
  }

  /**
   * What it is.
   *
   * @param sent what the device is sending; null when it sends nothing
   * @param got what the host got
   * @param injected whether a program sent it
   * @param inUse the descriptor that the host goes by now
   */
  public Delivery of(
      byte @Nullable [] sent, byte[] got, boolean injected, @Nullable ReportDescriptor inUse) {
    if (injected || sent == null) {
      return Delivery.INJECTED;
    }
    if (!Arrays.equals(sent, got)) {
      return Delivery.CHANGED;
    }
    MeaningComparison comparison = meanings;
    if (comparison == null || !comparison.isWith(inUse)) {
      comparison = new MeaningComparison(own, inUse);
      meanings = comparison;
    }
    return comparison.isSame(ReportType.INPUT, got) ? Delivery.UNCHANGED : Delivery.REINTERPRETED;
  }
}
