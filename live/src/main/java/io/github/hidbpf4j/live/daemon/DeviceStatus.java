package io.github.hidbpf4j.live.daemon;

import io.github.hidbpf4j.live.bridge.Bridge;
import io.github.hidbpf4j.live.bridge.LatencyHistogram;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The status of a device.
 *
 * @param device the original
 * @param phase the phase that its fixes are in
 * @param objects the objects that are for it
 * @param refused objects that would be for it but are not trusted, with the reasons
 * @param message why nothing is attached, or what may go wrong; "" for nothing
 * @param inKernel whether the kernel runs the objects
 * @param bridge its bridge; null if there is none
 */
public record DeviceStatus(
    LiveDevice device,
    Phase phase,
    List<String> objects,
    List<String> refused,
    String message,
    boolean inKernel,
    @Nullable Traffic bridge) {
  /** Copies. */
  public DeviceStatus {
    objects = List.copyOf(objects);
    refused = List.copyOf(refused);
  }

  /**
   * Traffic of a bridge since it was opened.
   *
   * @param bus bus type of the clone
   * @param reports reports that came from the device
   * @param delivered reports that the clone got
   * @param lost reports and output reports that were lost
   * @param late requests that the device did not answer in time
   * @param medianNanos half of the reports took no longer; 0 if there are none
   * @param p99Nanos 99 of 100 took no longer
   * @param mostNanos none took longer
   */
  public record Traffic(
      int bus,
      long reports,
      long delivered,
      long lost,
      long late,
      long medianNanos,
      long p99Nanos,
      long mostNanos) {
    static Traffic of(Bridge.Figures figures) {
      LatencyHistogram latency = figures.latency();
      return new Traffic(
          figures.bus(),
          figures.reports(),
          figures.delivered(),
          figures.busy() + figures.lostOutputs(),
          figures.lateRequests(),
          latency.percentile(0.5),
          latency.percentile(0.99),
          latency.most());
    }
  }

  /** The phase that a device's fixes are in. */
  public enum Phase {
    /** No fix is for it. */
    NO_FIX,
    /** Objects are being loaded, and the clone is being made. */
    STARTING,
    /** A key has to be released first. */
    WAITING_FOR_KEYS,
    /** The clone is in use, or the kernel runs the programs. */
    ATTACHED,
    /** Applying failed, and will be tried again later. */
    RETRYING,
    /** Applying failed for good, until the device or its fixes change. */
    FAILED,
    /** The fixes were removed on request. */
    DETACHED;

    /** The text for users. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
