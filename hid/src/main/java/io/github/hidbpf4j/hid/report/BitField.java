package io.github.hidbpf4j.hid.report;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reads and writes bit fields of reports. Bits count from the least significant bit of the first
 * byte, across bytes (HID 1.11, section 8.4). Nothing here allocates, except {@link #extractBytes}.
 * Bytes beyond the end read as zero and are not written: the HID core pads short reports with zeros
 * ({@code hid_report_raw_event}, Linux 6.12).
 */
public final class BitField {
  private BitField() {}

  /**
   * Reads a field from an array.
   *
   * @param data the bytes
   * @param bitOffset first bit of the field, from the start of the array
   * @param bits width of the field, 0 to 64
   * @return the field, zero-extended
   */
  public static long extract(byte[] data, int bitOffset, int bits) {
    return extract(data, 0, data.length, bitOffset, bits);
  }

  /**
   * Reads a field from a region of an array.
   *
   * @param data the array with the region
   * @param base offset of the region in bytes
   * @param length size of the region in bytes
   * @param bitOffset first bit of the field, from the start of the region
   * @param bits width of the field, 0 to 64
   * @return the field, zero-extended
   */
  public static long extract(byte[] data, int base, int length, int bitOffset, int bits) {
    int at = bitOffset >> 3;
    int shift = bitOffset & 7;
    if (shift + bits <= 8) {
      return at < length ? (data[base + at] & 0xff) >>> shift & (1 << bits) - 1 : 0;
    }
    long value = 0;
    for (int got = -shift; got < bits && at < length; got += 8, at++) {
      long next = data[base + at] & 0xffL;
      value |= got < 0 ? next >>> -got : next << got;
    }
    return value & mask(bits);
  }

  /**
   * Reads a field from a region of a memory segment.
   *
   * @param data the segment with the region
   * @param base offset of the region in bytes
   * @param length size of the region in bytes
   * @param bitOffset first bit of the field, from the start of the region
   * @param bits width of the field, 0 to 64
   * @return the field, zero-extended
   */
  public static long extract(MemorySegment data, long base, int length, int bitOffset, int bits) {
    int at = bitOffset >> 3;
    int shift = bitOffset & 7;
    long value = 0;
    for (int got = -shift; got < bits && at < length; got += 8, at++) {
      long next = data.get(ValueLayout.JAVA_BYTE, base + at) & 0xffL;
      value |= got < 0 ? next >>> -got : next << got;
    }
    return value & mask(bits);
  }

  /**
   * Writes a field into a region of an array; all other bits are kept.
   *
   * @param data the array with the region
   * @param base offset of the region in bytes
   * @param length size of the region in bytes
   * @param bitOffset first bit of the field, from the start of the region
   * @param bits width of the field, 0 to 64
   * @param value what to write; only its low {@code bits} bits are used
   */
  public static void insert(
      byte[] data, int base, int length, int bitOffset, int bits, long value) {
    int at = bitOffset >> 3;
    int shift = bitOffset & 7;
    for (int put = -shift; put < bits && at < length; put += 8, at++) {
      int first = Math.max(0, -put);
      int end = Math.min(8, bits - put);
      int mask = (1 << end) - (1 << first);
      long part = put < 0 ? value << -put : value >>> put;
      data[base + at] = (byte) (data[base + at] & ~mask | (int) part & mask);
    }
  }

  /**
   * Reads a field of any width as bytes.
   *
   * @param data the array with the region
   * @param base offset of the region in bytes
   * @param length size of the region in bytes
   * @param bitOffset first bit of the field, from the start of the region
   * @param bits width of the field
   * @return {@code (bits + 7) / 8} bytes, least significant first, the last one zero-extended
   */
  public static byte[] extractBytes(byte[] data, int base, int length, int bitOffset, int bits) {
    byte[] value = new byte[(bits + 7) / 8];
    for (int i = 0; i < value.length; i++) {
      int width = Math.min(8, bits - 8 * i);
      value[i] = (byte) extract(data, base, length, bitOffset + 8 * i, width);
    }
    return value;
  }

  /**
   * Writes a field of any width from bytes; all other bits are kept.
   *
   * @param data the array with the region
   * @param base offset of the region in bytes
   * @param length size of the region in bytes
   * @param bitOffset first bit of the field, from the start of the region
   * @param bits width of the field
   * @param value the bytes, least significant first; missing ones are zero
   */
  public static void insertBytes(
      byte[] data, int base, int length, int bitOffset, int bits, byte[] value) {
    for (int i = 0; 8 * i < bits; i++) {
      long next = i < value.length ? value[i] : 0;
      insert(data, base, length, bitOffset + 8 * i, Math.min(8, bits - 8 * i), next);
    }
  }

  /**
   * {@return the low bits of a value as two's complement; 0 for a width of 0}
   *
   * @param value the value; the higher bits are ignored
   * @param bits its number of bits, 0 to 64
   */
  public static long signExtend(long value, int bits) {
    return bits == 0 ? 0 : value << 64 - bits >> 64 - bits;
  }

  private static long mask(int bits) {
    return bits == 0 ? 0 : -1L >>> 64 - bits;
  }
}
