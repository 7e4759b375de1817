package io.github.hidbpf4j.hid.descriptor;

/**
 * The group of a device, which drivers and HID-BPF metadata match ({@code gGGGG} of the modalias).
 * The HID core guesses it from the descriptor that the device itself sent, less strictly than its
 * parser does: errors do not stop the scan.
 *
 * <p>Source: {@code hid_scan_report} in {@code drivers/hid/hid-core.c} and {@code HID_GROUP_*} in
 * {@code include/linux/hid.h}, Linux 6.12.
 */
public enum DeviceGroup {
  /** Matches every group; no device is in it. */
  ANY(0),
  /** Nothing special seen. */
  GENERIC(1),
  /** An input with a contact id. */
  MULTITOUCH(2),
  /** A physical or application collection on the sensor page. */
  SENSOR_HUB(3),
  /** Multitouch with the certification feature of Windows 8. */
  MULTITOUCH_WIN_8(4),
  /** Synaptics with a vendor collection and a pointer. */
  RMI(0x100),
  /** Determined by vendor id. */
  WACOM(0x101),
  /** Set by drivers, never by the scan. */
  LOGITECH_DJ_DEVICE(0x102),
  /** Set by drivers, never by the scan. */
  STEAM(0x103),
  /** Set by drivers, never by the scan. */
  LOGITECH_27MHZ_DEVICE(0x104),
  /** A collection with Google's usage 1. */
  VIVALDI(0x105);

  private static final int VENDOR_WACOM = 0x056a;
  private static final int VENDOR_SYNAPTICS = 0x06cb;
  private static final int VENDOR_MICROSOFT = 0x045e;
  private static final int PRODUCT_POWER_COVER = 0x07da;
  private static final int PAGE_GENERIC_DESKTOP = 0x01;
  private static final int PAGE_SENSOR = 0x20;
  private static final int PAGE_MICROSOFT_VENDOR = 0xff00;
  private static final int PAGE_GOOGLE_VENDOR = 0xffd1;
  private static final int USAGE_POINTER = 0x00010001;
  private static final int USAGE_CONTACT_ID = 0x000d0051;
  private static final int USAGE_VIVALDI = 0xffd10001;
  private static final int USAGE_WIN_8_BLOB = 0xff0000c5;
  private static final int USAGE_WIN_8_FLAG = 0xff0000c6;

  private final int number;

  DeviceGroup(int number) {
    this.number = number;
  }

  /** {@return the kernel's number of the group} */
  public int number() {
    return number;
  }

  /**
   * The group that the HID core assigns to a device.
   *
   * @param descriptor the device's own descriptor, before any fixup; it need not be valid
   * @param vendor vendor id, 16 bits
   * @param product product id, 16 bits
   * @return the group; {@link #GENERIC} if the scan finds nothing special
   */
  public static DeviceGroup scan(byte[] descriptor, int vendor, int product) {
    Scan scan = new Scan(vendor == VENDOR_MICROSOFT && product == PRODUCT_POWER_COVER);
    ItemReader reader = new ItemReader(descriptor);
    for (Item item = reader.next(); item != null; item = reader.next()) {
      scan.item(item);
    }
    DeviceGroup group = scan.group;
    if (scan.windows8 && group == MULTITOUCH) {
      group = MULTITOUCH_WIN_8;
    }
    if (vendor == VENDOR_WACOM) {
      return WACOM;
    }
    if (vendor == VENDOR_SYNAPTICS && group == GENERIC && scan.vendorSpecific && scan.pointer) {
      return RMI;
    }
    return group;
  }

  private static final class Scan {
    private final boolean powerCover;
    private final ItemState state = new ItemState();
    private DeviceGroup group = GENERIC;
    private boolean windows8;
    private boolean vendorSpecific;
    private boolean pointer;

    Scan(boolean powerCover) {
      this.powerCover = powerCover;
    }

    /** Long items are dispatched by the type bits of their prefix, with no data. */
    void item(Item item) {
      switch (item.type()) {
        case Item.MAIN -> main(item);
        case Item.GLOBAL -> state.global(item);
        case Item.LOCAL -> state.local(item, 0);
        default -> {}
      }
    }

    private void main(Item item) {
      state.concatenateUsagePage();
      UsageList usages = state.usages();
      switch (item.tag()) {
        case Item.COLLECTION -> collection(item.bits() & 0xff, usages);
        case Item.INPUT -> {
          if ((item.bits() & Field.CONSTANT) == 0 && usages.indexOf(USAGE_CONTACT_ID) >= 0) {
            group = MULTITOUCH;
          }
        }
        case Item.FEATURE -> {
          if (state.reportSize == 8
              && (state.reportCount == 256 && usages.indexOf(USAGE_WIN_8_BLOB) >= 0
                  || state.reportCount == 1 && usages.indexOf(USAGE_WIN_8_FLAG) >= 0)) {
            windows8 = true;
          }
        }
        default -> {}
      }
      state.resetLocals();
    }

    private void collection(int type, UsageList usages) {
      int page = state.usagePage & 0xffff;
      if (page == PAGE_SENSOR && (type == Collection.PHYSICAL || type == Collection.APPLICATION)) {
        group = SENSOR_HUB;
      }
      if (powerCover && group == MULTITOUCH) {
        group = GENERIC;
      }
      if (page == PAGE_GENERIC_DESKTOP && usages.indexOf(USAGE_POINTER) >= 0) {
        pointer = true;
      }
      if (page >= PAGE_MICROSOFT_VENDOR) {
        vendorSpecific = true;
      }
      if (page == PAGE_GOOGLE_VENDOR && usages.indexOf(USAGE_VIVALDI) >= 0) {
        group = VIVALDI;
      }
    }
  }
}
