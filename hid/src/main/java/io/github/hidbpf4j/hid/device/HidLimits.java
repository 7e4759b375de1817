package io.github.hidbpf4j.hid.device;

/** Sizes that the HID core of Linux 6.12 ({@code include/linux/hid.h}, {@code hidraw.h}) fixes. */
public final class HidLimits {
  /** Bytes of the largest report descriptor. */
  public static final int MAX_DESCRIPTOR_SIZE = 4096;

  /** Bytes of the largest report, id included, where the transport sets no limit of its own. */
  public static final int MAX_BUFFER_SIZE = 16384;

  /** Bytes of the largest report of a uhid device. */
  public static final int UHID_DATA_MAX = 4096;

  /** Bytes of {@code hid_device.name}, the ending NUL included. */
  public static final int NAME_SIZE = 128;

  /** Bytes of {@code hid_device.phys} and {@code uniq}, the ending NUL included. */
  public static final int PHYS_SIZE = 64;

  /** Slots of the ring of an open hidraw file; one stays free. */
  public static final int HIDRAW_RING_SLOTS = 64;

  /** Most hidraw nodes of a system. */
  public static final int HIDRAW_MAX_DEVICES = 64;

  private HidLimits() {}
}
