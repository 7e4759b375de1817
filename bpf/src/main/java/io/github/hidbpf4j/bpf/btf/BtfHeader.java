package io.github.hidbpf4j.bpf.btf;

import java.nio.ByteBuffer;

/**
 * The header of BTF ({@code struct btf_header}): where types, strings and the layout section are,
 * each checked to lie inside the file and outside the others.
 */
final class BtfHeader {
  private static final int MAGIC = 0xeb9f;
  private static final int SIZE = 24;

  /** Length of a header with the fields of the layout section. */
  private static final int LONG_SIZE = 32;

  /** Size of an entry of the layout section in bytes. */
  static final int LAYOUT_ENTRY = 4;

  private final String file;
  private final ByteBuffer buffer;
  private final long base;
  private final int length;
  private final int typesStart;
  private final int typesEnd;
  private final int stringsStart;
  private final int stringsLength;
  private final int layoutStart;
  private final int layouts;

  /**
   * Reads and checks the header.
   *
   * @param file name of the file, for messages
   * @param buffer all of the BTF, little-endian
   * @param base its offset in the file, in bytes; for messages
   * @param module whether the BTF is that of a module, whose strings need not begin with NUL
   * @throws BtfException when it is malformed
   */
  BtfHeader(String file, ByteBuffer buffer, long base, boolean module) {
    this.file = file;
    this.buffer = buffer;
    this.base = base;
    this.length = readLength();
    int room = buffer.capacity() - length;
    long typeOffset = unsigned(8);
    long typeLength = unsigned(12);
    long stringOffset = unsigned(16);
    long stringLength = unsigned(20);
    if (typeOffset % 4 != 0 || typeLength % 4 != 0) {
      throw error(
          8, "types at 0x%x, length 0x%x".formatted(typeOffset, typeLength), "multiples of 4");
    }
    if (typeOffset + typeLength > room) {
      throw error(
          8,
          "types at 0x%x, length 0x%x".formatted(typeOffset, typeLength),
          "an end within the 0x%x bytes after the header".formatted(room));
    }
    if (stringOffset + stringLength > room || stringLength == 0) {
      throw error(
          16,
          "strings at 0x%x, length 0x%x".formatted(stringOffset, stringLength),
          "some, ending within the 0x%x bytes after the header".formatted(room));
    }
    if (stringOffset < typeOffset + typeLength && stringOffset + stringLength > typeOffset) {
      throw error(16, "strings that overlap the types", "separate sections");
    }
    stringsStart = (int) (length + stringOffset);
    stringsLength = (int) stringLength;
    if (buffer.get(stringsStart + stringsLength - 1) != 0) {
      throw error(16, "strings that do not end with NUL", "NUL at both ends");
    }
    if (buffer.get(stringsStart) != 0 && !module) {
      throw error(
          16,
          "strings that do not begin with NUL",
          "NUL at both ends; only the BTF of a module, which refers to its kernel's, has none: give"
              + " the kernel's BTF before it");
    }
    long layoutOffset = length >= LONG_SIZE ? unsigned(24) : 0;
    long layoutLength = length >= LONG_SIZE ? unsigned(28) : 0;
    if (layoutLength == 0 && layoutOffset != 0 && layoutOffset > room) {
      throw error(24, "a layout at 0x%x".formatted(layoutOffset), "one in the file, or none");
    }
    if (layoutLength != 0
        && (layoutOffset % 4 != 0
            || layoutLength % LAYOUT_ENTRY != 0
            || layoutOffset < typeOffset + typeLength
            || layoutOffset + layoutLength > stringOffset)) {
      throw error(
          24,
          "a layout at 0x%x, length 0x%x".formatted(layoutOffset, layoutLength),
          "multiples of 4, between types and strings");
    }
    this.typesStart = (int) (length + typeOffset);
    this.typesEnd = (int) (length + typeOffset + typeLength);
    this.layoutStart = (int) (length + layoutOffset);
    this.layouts = (int) (layoutLength / LAYOUT_ENTRY);
  }

  /** Checks the fields common to all versions of the header; returns its length. */
  private int readLength() {
    int size = buffer.capacity();
    if (size < SIZE) {
      throw error(0, size + " bytes", "a header of at least " + SIZE);
    }
    int magic = Short.toUnsignedInt(buffer.getShort(0));
    if (magic != MAGIC) {
      throw error(
          0,
          magic == 0x9feb ? "big-endian BTF" : "magic 0x%04x".formatted(magic),
          "magic 0x%04x, little-endian".formatted(MAGIC));
    }
    if (buffer.get(2) != 1) {
      throw error(2, "version " + (buffer.get(2) & 0xff), "1");
    }
    if (buffer.get(3) != 0) {
      throw error(3, "flags 0x%x".formatted(buffer.get(3)), "0");
    }
    long headerLength = unsigned(4);
    if (headerLength < SIZE || headerLength > size) {
      throw error(4, "header length " + headerLength, SIZE + " to " + size);
    }
    for (int i = LONG_SIZE; i < headerLength; i++) {
      if (buffer.get(i) != 0) {
        throw error(i, "a longer header of an unknown version", "zeros");
      }
    }
    return (int) headerLength;
  }

  /** Offset of the types. */
  int typesStart() {
    return typesStart;
  }

  int typesEnd() {
    return typesEnd;
  }

  int stringsStart() {
    return stringsStart;
  }

  int stringsLength() {
    return stringsLength;
  }

  /** Offset of the layout section's entries, one per kind. */
  int layoutStart() {
    return layoutStart;
  }

  /** Number of kinds in the layout section; 0 without one. */
  int layouts() {
    return layouts;
  }

  private BtfException error(long offset, String found, String expected) {
    return BtfException.at(file, "BTF header", base + offset, found, expected);
  }

  private long unsigned(int offset) {
    return Integer.toUnsignedLong(buffer.getInt(offset));
  }
}
