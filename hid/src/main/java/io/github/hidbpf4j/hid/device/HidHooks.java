package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.descriptor.ReportType;

/**
 * Where a HID-BPF subsystem hooks into the HID core (Linux 6.12 {@code include/linux/hid_bpf.h},
 * the {@code dispatch_hid_bpf_*} calls). One implementation serves all devices of a {@link HidBus}.
 *
 * <p>{@code source} tells who caused what is passing: 0 the device or the kernel itself, otherwise
 * a number that is one opener's ({@link HidrawFile#source}) or one context's. {@code fromBpf} is
 * true for what a program injected or requested.
 */
public interface HidHooks {
  /** Changes nothing. */
  HidHooks NONE = new HidHooks() {};

  /**
   * A report has come in. Called with the device's input lock held, before the report is looked up;
   * must not allocate where no program does. May call {@link HidDevice#injectLocked} for the same
   * device, one level deep.
   *
   * @param event the report; bytes and size may be changed, and it may be pointed at the hook's own
   *     buffer
   * @return 0, or a negative error that drops the report
   */
  default int deviceEvent(
      HidDevice device, ReportType type, ReportView event, long source, boolean fromBpf) {
    return 0;
  }

  /**
   * A report of the device was refused before the hooks and is lost: -EBUSY, the input lock is
   * taken. Must not wait.
   */
  default void eventRefused(HidDevice device, int ret) {}

  /**
   * A descriptor is about to be parsed, or a driver to be chosen by it: when, {@link
   * HidCoreRules.FixupTime} says. Process context, with the input lock held.
   *
   * @param rdesc a buffer of 4096 bytes, zero but for the device's original descriptor; size is the
   *     original's length. May be pointed at a buffer of 4096 bytes of the hook's own.
   * @return 0 for the original length with changed bytes, a new length of 1 to 4096; anything else
   *     brings the original back
   */
  default int rdescFixup(HidDevice device, ReportView rdesc) {
    return 0;
  }

  /**
   * A request is about to go to the device. Process context.
   *
   * @param reportnum report id, 0 to 255
   * @param data the requester's own buffer (pinned); its size is the requested length. On
   *     GET_REPORT its content means nothing.
   * @return 0 to let it pass, otherwise the result of the request: bytes or a negative error
   */
  default int hwRequest(
      HidDevice device,
      int reportnum,
      ReportView data,
      ReportType type,
      ClassRequest request,
      long source,
      boolean fromBpf) {
    return 0;
  }

  /**
   * An output report is about to go to the device. Process context.
   *
   * @param data the sender's own buffer (pinned)
   * @return 0 to let it pass, otherwise the result: bytes or a negative error
   */
  default int hwOutputReport(HidDevice device, ReportView data, long source, boolean fromBpf) {
    return 0;
  }

  /** The device's group was found anew, in a fixed descriptor. */
  default void regrouped(HidDevice device) {}

  /**
   * Reports are parsed and the transport runs: where the kernel calls {@code
   * hid_bpf_connect_device}.
   */
  default void connected(HidDevice device) {}

  /** The driver is being unbound; report lengths are about to become unknown. */
  default void disconnected(HidDevice device) {}

  /** The device is going for good; still bound, not reprobed any more. */
  default void destroyed(HidDevice device) {}

  /**
   * The driver of a destroyed device is unbound: no report of it is in progress any more, and none
   * will come.
   */
  default void removed(HidDevice device) {}
}
