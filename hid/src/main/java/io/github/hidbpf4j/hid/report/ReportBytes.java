package io.github.hidbpf4j.hid.report;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Copies the bytes of reports. HotSpot copies short arrays of unknown length by masked vector
 * stores, from which a processor cannot forward what is read at once; and reports are short, and
 * read at once.
 */
public final class ReportBytes {
  private static final int SHORT = 64;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private ReportBytes() {}

  /**
   * Copies between arrays, which must not be the same.
   *
   * @param from where they are
   * @param at the first of them
   * @param to where they go
   * @param toAt where the first of them goes
   * @param count how many
   */
  public static void copy(byte[] from, int at, byte[] to, int toAt, int count) {
    if (count > SHORT) {
      System.arraycopy(from, at, to, toAt, count);
      return;
    }
    int i = 0;
    for (; i <= count - Long.BYTES; i += Long.BYTES) {
      LONGS.set(to, toAt + i, (long) LONGS.get(from, at + i));
    }
    for (; i < count; i++) {
      to[toAt + i] = from[at + i];
    }
  }

  /**
   * Copies from memory into an array.
   *
   * @param from where they are
   * @param at the first of them, in bytes
   * @param to where they go
   * @param toAt where the first of them goes
   * @param count how many
   */
  public static void copy(MemorySegment from, long at, byte[] to, int toAt, int count) {
    if (count > SHORT) {
      MemorySegment.copy(from, BYTE, at, to, toAt, count);
      return;
    }
    int i = 0;
    for (; i <= count - Long.BYTES; i += Long.BYTES) {
      LONGS.set(to, toAt + i, from.get(LONG, at + i));
    }
    for (; i < count; i++) {
      to[toAt + i] = from.get(BYTE, at + i);
    }
  }

  /**
   * Copies from an array into memory.
   *
   * @param from where they are
   * @param at the first of them
   * @param to where they go
   * @param toAt where the first of them goes, in bytes
   * @param count how many
   */
  public static void copy(byte[] from, int at, MemorySegment to, long toAt, int count) {
    if (count > SHORT) {
      MemorySegment.copy(from, at, to, BYTE, toAt, count);
      return;
    }
    int i = 0;
    for (; i <= count - Long.BYTES; i += Long.BYTES) {
      to.set(LONG, toAt + i, (long) LONGS.get(from, at + i));
    }
    for (; i < count; i++) {
      to.set(BYTE, toAt + i, from[at + i]);
    }
  }
}
