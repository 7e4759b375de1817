package io.github.hidbpf4j.hid.report;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Copies the bytes of reports. HotSpot copies short arrays of unknown length by masked vector
 * stores, from which a processor cannot forward to immediate loads; and reports are short, and read
 * immediately. So they are copied by words and a remainder, with the same access sizes as the next
 * copy.
 */
public final class ReportBytes {
  private static final int MOST = 64;
  private static final VarHandle LONGS = view(long[].class);
  private static final VarHandle INTS = view(int[].class);
  private static final VarHandle SHORTS = view(short[].class);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private ReportBytes() {}

  private static VarHandle view(Class<?> words) {
    return MethodHandles.byteArrayViewVarHandle(words, ByteOrder.nativeOrder());
  }

  /**
   * Copies between arrays, which must not be the same.
   *
   * @param from source
   * @param at start index in the source
   * @param to destination
   * @param toAt start index in the destination
   * @param count number of bytes
   */
  public static void copy(byte[] from, int at, byte[] to, int toAt, int count) {
    if (!isShort(count)) {
      System.arraycopy(from, at, to, toAt, count);
      return;
    }
    int i = 0;
    for (; i <= count - Long.BYTES; i += Long.BYTES) {
      LONGS.set(to, toAt + i, (long) LONGS.get(from, at + i));
    }
    if ((count & Integer.BYTES) != 0) {
      INTS.set(to, toAt + i, (int) INTS.get(from, at + i));
      i += Integer.BYTES;
    }
    if ((count & Short.BYTES) != 0) {
      SHORTS.set(to, toAt + i, (short) SHORTS.get(from, at + i));
      i += Short.BYTES;
    }
    if ((count & 1) != 0) {
      to[toAt + i] = from[at + i];
    }
  }

  /** Negative counts are left to the general copy, which throws. */
  private static boolean isShort(int count) {
    return Integer.compareUnsigned(count, MOST) <= 0;
  }

  /**
   * Copies from memory into an array.
   *
   * @param from source
   * @param at start offset in the source, in bytes
   * @param to destination
   * @param toAt start index in the destination
   * @param count number of bytes
   */
  public static void copy(MemorySegment from, long at, byte[] to, int toAt, int count) {
    if (!isShort(count)) {
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, at, to, toAt, count);
      return;
    }
    int i = 0;
    for (; i <= count - Long.BYTES; i += Long.BYTES) {
      LONGS.set(to, toAt + i, from.get(LONG, at + i));
    }
    if ((count & Integer.BYTES) != 0) {
      INTS.set(to, toAt + i, from.get(INT, at + i));
      i += Integer.BYTES;
    }
    if ((count & Short.BYTES) != 0) {
      SHORTS.set(to, toAt + i, from.get(SHORT, at + i));
      i += Short.BYTES;
    }
    if ((count & 1) != 0) {
      to[toAt + i] = from.get(ValueLayout.JAVA_BYTE, at + i);
    }
  }

  /**
   * Copies from an array into memory.
   *
   * @param from source
   * @param at start index in the source
   * @param to destination
   * @param toAt start offset in the destination, in bytes
   * @param count number of bytes
   */
  public static void copy(byte[] from, int at, MemorySegment to, long toAt, int count) {
    if (!isShort(count)) {
      MemorySegment.copy(from, at, to, ValueLayout.JAVA_BYTE, toAt, count);
      return;
    }
    int i = 0;
    for (; i <= count - Long.BYTES; i += Long.BYTES) {
      to.set(LONG, toAt + i, (long) LONGS.get(from, at + i));
    }
    if ((count & Integer.BYTES) != 0) {
      to.set(INT, toAt + i, (int) INTS.get(from, at + i));
      i += Integer.BYTES;
    }
    if ((count & Short.BYTES) != 0) {
      to.set(SHORT, toAt + i, (short) SHORTS.get(from, at + i));
      i += Short.BYTES;
    }
    if ((count & 1) != 0) {
      to.set(ValueLayout.JAVA_BYTE, toAt + i, from[at + i]);
    }
  }
}
