package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.descriptor.ReportType;

/**
 * The hooks through which a HID-BPF subsystem attaches to the HID core (Linux 6.12 {@code
 * include/linux/hid_bpf.h}, the {@code dispatch_hid_bpf_*} calls). One implementation serves all
 * devices of a {@link HidBus}.
 *
 * <p>{@code source} identifies the originator: 0 for the device or the kernel itself, otherwise the
 * number of an open file ({@link HidrawFile#source}) or a context. {@code fromBpf} is true for
 * reports injected or requested by a program.
 */
public interface HidHooks {
  /** Changes nothing. */
  HidHooks NONE = new HidHooks() {};

  /**
   * A report has arrived. Called with the device's input lock held, before the report is looked up;
   * must not allocate unless a program does. May call {@link HidDevice#injectLocked} for the same
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
   * A descriptor is about to be parsed, or a driver to be chosen by it: {@link
   * HidCoreRules.FixupTime} says when. Process context, with the input lock held.
   *
   * @param rdesc a buffer of 4096 bytes, zero but for the device's original descriptor; size is the
   *     original's length. May be pointed at a buffer of 4096 bytes of the hook's own.
   * @return 0 for the original length with changed bytes, a new length of 1 to 4096; anything else
   *     restores the original
   */
  default int rdescFixup(HidDevice device, ReportView rdesc) {
    return 0;
  }

  /**
   * A request is about to go to the device. Process context.
   *
   * @param reportnum report id, 0 to 255
   * @param data the requester's own buffer (pinned); its size is the requested length. For
   *     GET_REPORT its content is meaningless.
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

  /** The device's group was determined again, from a fixed descriptor. */
  default void regrouped(HidDevice device) {}

  /**
   * Reports are parsed and the transport runs: the point where the kernel calls {@code
   * hid_bpf_connect_device}.
   */
  default void connected(HidDevice device) {}

  /** The driver is being unbound; report lengths are about to become invalid. */
  default void disconnected(HidDevice device) {}

  /** The device is being removed; it is still bound, but no longer reprobed. */
  default void destroyed(HidDevice device) {}

  /**
   * The driver of a destroyed device is unbound: none of its reports is in progress, and none will
   * follow.
   */
  default void removed(HidDevice device) {}
}
