package io.github.hidbpf4j.hid.descriptor;

import org.jspecify.annotations.Nullable;

/**
 * Splits a report descriptor into items, without interpreting them. Never throws: a truncated last
 * item ends the reading, with {@link #offset()} still at its prefix and {@link #atEnd()} false.
 *
 * <p>Source: {@code fetch_item} in {@code drivers/hid/hid-core.c}, Linux 6.12.
 */
public final class ItemReader {
  private final byte[] bytes;
  private int offset;

  /**
   * Creates a reader that starts at the first byte.
   *
   * @param bytes the descriptor, valid or not; the array is not copied
   */
  public ItemReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** {@return the offset of the next item, in bytes} */
  public int offset() {
    return offset;
  }

  /** {@return whether all bytes were consumed} */
  public boolean atEnd() {
    return offset == bytes.length;
  }

  /** {@return the next item; null at the end or if the remaining bytes are not a whole item} */
  public @Nullable Item next() {
    int left = bytes.length - offset;
    if (left == 0) {
      return null;
    }
    int prefix = bytes[offset] & 0xff;
    int type = prefix >> 2 & 3;
    int tag = prefix >> 4;
    if (tag == Item.TAG_LONG) {
      if (left < 3) {
        return null;
      }
      int size = bytes[offset + 1] & 0xff;
      if (left < 3 + size) {
        return null;
      }
      int longTag = bytes[offset + 2] & 0xff;
      return emit(new Item(offset, 3 + size, type, longTag, size, 0, true));
    }
    int size = (prefix & 3) == 3 ? 4 : prefix & 3;
    if (left < 1 + size) {
      return null;
    }
    int data = 0;
    for (int i = size; i > 0; i--) {
      data = data << 8 | bytes[offset + i] & 0xff;
    }
    return emit(new Item(offset, 1 + size, type, tag, size, data, false));
  }

  private Item emit(Item item) {
    offset += item.length();
    return item;
  }
}
