package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.TransportCall;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import org.jspecify.annotations.Nullable;

/**
 * Sees all that happens on a {@link HidBus}, in the order it happens: for traces, tests and
 * debugging. Changes nothing. Views are valid during the call only. It is called in the middle of
 * the HID core: it must not call back into the device and must not wait. In real time the threads
 * of all devices call it, at once.
 */
public interface HidObserver {
  /** A report came in and is going to the hooks. */
  default void input(
      HidDevice device, ReportType type, ReportView data, long source, boolean fromBpf) {}

  /**
   * A report came in and was lost before {@link #input}: -EBUSY, -EINVAL, -ENODEV.
   *
   * @param reason in words
   */
  default void inputRefused(
      HidDevice device,
      ReportType type,
      ReportView data,
      boolean fromBpf,
      int ret,
      String reason) {}

  /** What the hooks made of it: 0, or the error that dropped it. */
  default void eventDispatched(
      HidDevice device, ReportType type, ReportView data, boolean fromBpf, int ret) {}

  /** The HID core dropped a report after the hooks because it is empty or has an undefined id. */
  default void inputDropped(
      HidDevice device, ReportType type, ReportView data, int ret, String reason) {}

  /**
   * What {@code hid_report_raw_event} said.
   *
   * @param reason why it dropped the report, in the kernel's words; null when it did not
   */
  default void rawEvent(
      HidDevice device, ReportType type, ReportView data, int ret, @Nullable String reason) {}

  /**
   * A hidraw file got a report.
   *
   * @param queued false when its ring was full and the report is lost to it
   */
  default void delivered(HidDevice device, HidrawFile file, ReportView data, boolean queued) {}

  /**
   * The processing of a report is over: of one that came in by {@link #input}, was refused by
   * {@link #inputRefused}, or was read by a driver and is told by {@link #rawEvent} alone. An
   * injected report is over before the one during which it was injected.
   *
   * @param ret what the core answers to who sent it
   */
  default void inputDone(HidDevice device, ReportType type, int ret) {}

  /**
   * A request or an output report comes to the core; it goes to the hooks and to the device next.
   *
   * @param request null for an output report
   * @param source who asks: 0 the kernel itself
   */
  default void requestBegins(
      HidDevice device, @Nullable ClassRequest request, long source, boolean fromBpf) {}

  /** It is over, with this result. */
  default void requestDone(HidDevice device, int ret) {}

  /**
   * The core calls the transport.
   *
   * @param reportnum report id of a request, 0 otherwise
   * @param type type of the report; null for START to CLOSE
   * @param data what is sent, or the buffer to fill; null for START to CLOSE
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

  /** What the hooks said to a request; 0: it goes on to the device with these bytes. */
  default void requestDispatched(
      HidDevice device,
      int reportnum,
      ReportView data,
      ReportType type,
      ClassRequest request,
      long source,
      boolean fromBpf,
      int ret) {}

  /** What the hooks said to an output report. */
  default void outputDispatched(
      HidDevice device, ReportView data, long source, boolean fromBpf, int ret) {}

  /**
   * A descriptor went through the hooks.
   *
   * @param originalSize bytes of the device's own descriptor
   * @param ret what the hooks returned
   * @param rdesc what will be parsed
   */
  default void rdescFixed(HidDevice device, int originalSize, int ret, ReportView rdesc) {}

  /** A re-probe begins. */
  default void reprobing(HidDevice device) {}

  /** A driver took the device. */
  default void bound(HidDevice device, String driver) {}

  /** No driver has the device any more. */
  default void unbound(HidDevice device) {}

  /** A hidraw node appeared. */
  default void hidrawAdded(HidDevice device, Hidraw node) {}

  /** A hidraw node vanished; its files read what is queued, then -EIO. */
  default void hidrawRemoved(HidDevice device, Hidraw node) {}

  /** A run waits for a lock that it holds itself: the kernel would hang here. */
  default void selfDeadlock(HidDevice device, String what) {}

  /** A line of the kernel log. */
  default void log(HidDevice device, String line) {}
}
