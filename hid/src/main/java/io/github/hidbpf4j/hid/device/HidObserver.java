package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import org.jspecify.annotations.Nullable;

/**
 * Observes everything that happens on a {@link HidBus}, in order: for traces, tests and debugging.
 * Must not change anything. Views are valid only during the call. Called in the middle of the HID
 * core, it must not call back into the device and must not wait. In real time the threads of all
 * devices call it concurrently.
 */
public interface HidObserver {
  /** A report arrived and is passed to the hooks. */
  default void input(
      HidDevice device, ReportType type, ReportView data, long source, boolean fromBpf) {}

  /**
   * A report arrived and was lost before {@link #input}: -EBUSY, -EINVAL, -ENODEV.
   *
   * @param reason the reason in words
   */
  default void inputRefused(
      HidDevice device,
      ReportType type,
      ReportView data,
      boolean fromBpf,
      int ret,
      String reason) {}

  /** The result of the hooks: 0, or the error that dropped the report. */
  default void eventDispatched(
      HidDevice device, ReportType type, ReportView data, boolean fromBpf, int ret) {}

  /** The HID core dropped a report after the hooks because it is empty or has an undefined id. */
  default void inputDropped(
      HidDevice device, ReportType type, ReportView data, int ret, String reason) {}

  /**
   * The result of {@code hid_report_raw_event}.
   *
   * @param reason why it dropped the report, in the kernel's words; null when it did not
   */
  default void rawEvent(
      HidDevice device, ReportType type, ReportView data, int ret, @Nullable String reason) {}

  /**
   * A hidraw file got a report.
   *
   * @param queued false when its ring was full, so that it lost the report
   */
  default void delivered(HidDevice device, HidrawFile file, ReportView data, boolean queued) {}

  /**
   * The processing of a report is over: one reported by {@link #input} or {@link #inputRefused}, or
   * one read by a driver, which is reported only by {@link #rawEvent}. An injected report is over
   * before the one during which it was injected.
   *
   * @param ret the result that the core returns to the sender
   */
  default void inputDone(HidDevice device, ReportType type, int ret) {}

  /**
   * A request or an output report reaches the core; next it is passed to the hooks and to the
   * device.
   *
   * @param request null for an output report
   * @param source the requester: 0 for the kernel itself
   */
  default void requestBegins(
      HidDevice device, @Nullable ClassRequest request, long source, boolean fromBpf) {}

  /** The request or output report is over, with this result. */
  default void requestDone(HidDevice device, int ret) {}

  /**
   * The core calls the transport.
   *
   * @param reportnum report id of a request, 0 otherwise
   * @param type type of the report; null for START to CLOSE
   * @param data the bytes to send, or the buffer to fill; null for START to CLOSE
   */
  default void transportCalled(
      HidDevice device,
      TransportCall call,
      int reportnum,
      @Nullable ReportType type,
      @Nullable ReportView data) {}

  /** The transport answered {@link #transportCalled} with this result. */
  default void transportAnswered(
      HidDevice device,
      TransportCall call,
      int reportnum,
      @Nullable ReportType type,
      @Nullable ReportView data,
      int ret) {}

  /** The result of the hooks for a request; 0: it is passed on to the device with these bytes. */
  default void requestDispatched(
      HidDevice device,
      int reportnum,
      ReportView data,
      ReportType type,
      ClassRequest request,
      long source,
      boolean fromBpf,
      int ret) {}

  /** The result of the hooks for an output report. */
  default void outputDispatched(
      HidDevice device, ReportView data, long source, boolean fromBpf, int ret) {}

  /**
   * A descriptor has passed the hooks.
   *
   * @param originalSize size in bytes of the device's own descriptor
   * @param ret result of the hooks
   * @param rdesc the descriptor that will be parsed
   */
  default void rdescFixed(HidDevice device, int originalSize, int ret, ReportView rdesc) {}

  /** A re-probe begins. */
  default void reprobing(HidDevice device) {}

  /** A driver bound to the device. */
  default void bound(HidDevice device, String driver) {}

  /** The driver was unbound from the device. */
  default void unbound(HidDevice device) {}

  /** A hidraw node appeared. */
  default void hidrawAdded(HidDevice device, Hidraw node) {}

  /** A hidraw node vanished; its files read what is queued, then -EIO. */
  default void hidrawRemoved(HidDevice device, Hidraw node) {}

  /** A run waits for a lock that it holds itself: the kernel would deadlock here. */
  default void selfDeadlock(HidDevice device, String what) {}

  /** A line of the kernel log. */
  default void log(HidDevice device, String line) {}
}
