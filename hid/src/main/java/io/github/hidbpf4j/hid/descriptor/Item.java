package io.github.hidbpf4j.hid.descriptor;

/**
 * One item of a report descriptor in its encoded form (HID 1.11, section 6.2.2).
 *
 * @param offset offset of its prefix byte from the start of the descriptor
 * @param length its length in bytes, prefix included
 * @param type 0 main, 1 global, 2 local, 3 reserved
 * @param tag 0 to 14; for a long item the long tag, 0 to 255
 * @param size bytes of data: 0, 1, 2 or 4; for a long item 0 to 255
 * @param bits the data zero-extended to 32 bits, little-endian; 0 for a long item
 * @param isLong whether the item has the long form (prefix with tag 15)
 */
public record Item(int offset, int length, int type, int tag, int size, int bits, boolean isLong) {
  /** Type of Input, Output, Feature, Collection, End Collection. */
  public static final int MAIN = 0;

  /** Type of the items whose value applies until it is set again. */
  public static final int GLOBAL = 1;

  /** Type of the items that apply up to the next main item. */
  public static final int LOCAL = 2;

  /** Type without a meaning; the HID core skips such items. */
  public static final int RESERVED = 3;

  /** Tag that announces a long item. */
  public static final int TAG_LONG = 15;

  /** Main item tags. */
  public static final int INPUT = 8, OUTPUT = 9, COLLECTION = 10, FEATURE = 11, END_COLLECTION = 12;

  /** Global item tags. */
  public static final int USAGE_PAGE = 0,
      LOGICAL_MINIMUM = 1,
      LOGICAL_MAXIMUM = 2,
      PHYSICAL_MINIMUM = 3,
      PHYSICAL_MAXIMUM = 4,
      UNIT_EXPONENT = 5,
      UNIT = 6,
      REPORT_SIZE = 7,
      REPORT_ID = 8,
      REPORT_COUNT = 9,
      PUSH = 10,
      POP = 11;

  /** Local item tags. */
  public static final int USAGE = 0,
      USAGE_MINIMUM = 1,
      USAGE_MAXIMUM = 2,
      DESIGNATOR_INDEX = 3,
      DESIGNATOR_MINIMUM = 4,
      DESIGNATOR_MAXIMUM = 5,
      STRING_INDEX = 7,
      STRING_MINIMUM = 8,
      STRING_MAXIMUM = 9,
      DELIMITER = 10;

  private static final String[] TYPE_NAMES = {"main", "global", "local", "reserved"};

  /** {@return the offset of the first byte after the item} */
  public int end() {
    return offset + length;
  }

  /** {@return the name of the type: main, global, local or reserved; long for a long item} */
  public String typeName() {
    return isLong ? "long" : TYPE_NAMES[type];
  }

  /**
   * {@return whether this is the short item of this type and tag}
   *
   * @param wantedType {@link #MAIN}, {@link #GLOBAL}, {@link #LOCAL} or {@link #RESERVED}
   * @param wantedTag tag within the type, 0 to 14
   */
  public boolean is(int wantedType, int wantedTag) {
    return !isLong && type == wantedType && tag == wantedTag;
  }

  /** {@return the data as an unsigned number; 0 if there is none} */
  public long unsigned() {
    return Integer.toUnsignedLong(bits);
  }

  /** {@return the data sign-extended from its own size; 0 if there is none} */
  public int signed() {
    return switch (size) {
      case 1 -> (byte) bits;
      case 2 -> (short) bits;
      default -> bits;
    };
  }
}
