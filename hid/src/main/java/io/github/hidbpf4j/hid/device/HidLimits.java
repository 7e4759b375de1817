package io.github.hidbpf4j.hid.device;

/** Fixed sizes of the HID core of Linux 6.12 ({@code include/linux/hid.h}, {@code hidraw.h}). */
public final class HidLimits {
  /** Size in bytes of the largest report descriptor. */
  public static final int MAX_DESCRIPTOR_SIZE = 4096;

  /** Size in bytes of the largest report, id included, unless the transport has its own limit. */
  public static final int MAX_BUFFER_SIZE = 16384;

  /** Size in bytes of the largest report of a uhid device. */
  public static final int UHID_DATA_MAX = 4096;

  /** Size in bytes of {@code hid_device.name}, including the terminating NUL. */
  public static final int NAME_SIZE = 128;

  /** Size in bytes of {@code hid_device.phys} and {@code uniq}, including the terminating NUL. */
  public static final int PHYS_SIZE = 64;

  /** Slots of the ring of an open hidraw file; one always stays free. */
  public static final int HIDRAW_RING_SLOTS = 64;

  /** Maximum number of hidraw nodes of a system. */
  public static final int HIDRAW_MAX_DEVICES = 64;

  private HidLimits() {}
}
