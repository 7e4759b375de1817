package io.github.hidbpf4j.hid.descriptor;

import org.jspecify.annotations.Nullable;

/**
 * A collection of a report descriptor. Equality is identity: nesting may be arbitrarily deep, so
 * nothing here walks up the tree implicitly.
 */
public final class Collection {
  /** Types (HID 1.11, section 6.2.2.6); 7 to 0x7f are reserved, 0x80 to 0xff vendor-defined. */
  public static final int PHYSICAL = 0,
      APPLICATION = 1,
      LOGICAL = 2,
      REPORT = 3,
      NAMED_ARRAY = 4,
      USAGE_SWITCH = 5,
      USAGE_MODIFIER = 6;

  private static final String[] TYPES = {
    "Physical", "Application", "Logical", "Report", "Named Array", "Usage Switch", "Usage Modifier"
  };

  private final int index;
  private final int type;
  private final int usage;
  private final @Nullable Collection parent;
  private final int level;
  private final int offset;

  Collection(int index, int type, int usage, @Nullable Collection parent, int offset) {
    this.index = index;
    this.type = type;
    this.usage = usage;
    this.parent = parent;
    this.level = parent == null ? 0 : parent.level + 1;
    this.offset = offset;
  }

  /**
   * {@return the index among the collections of the descriptor, in the order in which they open,
   * from 0}
   */
  public int index() {
    return index;
  }

  /** {@return the type, 0 to 255} */
  public int type() {
    return type;
  }

  /** {@return the first usage declared for it, page in the upper 16 bits; 0 if none was} */
  public int usage() {
    return usage;
  }

  /** {@return the enclosing collection; null at the top} */
  public @Nullable Collection parent() {
    return parent;
  }

  /** {@return the number of enclosing collections} */
  public int level() {
    return level;
  }

  /** {@return the offset of its item in the descriptor, in bytes} */
  public int offset() {
    return offset;
  }

  /**
   * {@return the name of a collection type}
   *
   * @param type a type, 0 to 255
   */
  public static String typeName(int type) {
    return type < TYPES.length
        ? TYPES[type]
        : type < 0x80 ? "Reserved 0x%02x".formatted(type) : "Vendor 0x%02x".formatted(type);
  }

  @Override
  public String toString() {
    return "Collection %d (%s, usage 0x%08x)".formatted(index, typeName(type), usage);
  }
}
