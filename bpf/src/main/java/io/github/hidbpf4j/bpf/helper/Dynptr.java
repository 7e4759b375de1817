package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;

/**
 * A dynptr in memory: 16 bytes: address of the data, {@code u32} size with type (bits 28 to 30) and
 * read-only bit (31), {@code u32} offset ({@code struct bpf_dynptr_kern}, Linux 6.12).
 */
public final class Dynptr {
  /** {@code BPF_DYNPTR_TYPE_LOCAL}. */
  public static final int LOCAL = 1;

  /** {@code BPF_DYNPTR_TYPE_RINGBUF}. */
  public static final int RINGBUF = 2;

  /** {@code BPF_DYNPTR_TYPE_SKB}. */
  public static final int SKB = 3;

  /** {@code BPF_DYNPTR_TYPE_XDP}. */
  public static final int XDP = 4;

  /** Size of a dynptr in bytes. */
  public static final int BYTES = 16;

  private static final int SIZE = 8;
  private static final int OFFSET = 12;
  private static final int TYPE_SHIFT = 28;
  private static final int TYPE_MASK = 7;
  private static final long SIZE_MASK = 0xff_ffff;
  private static final int READ_ONLY = 1 << 31;

  private Dynptr() {}

  /** Whether a dynptr can hold this many bytes (an unsigned 32-bit number). */
  static boolean fits(long size) {
    return size <= SIZE_MASK;
  }

  /** Initialises a dynptr to {@code size} bytes at {@code data}. */
  public static void init(ArenaMemory memory, long dynptr, long data, int type, long size) {
    memory.putLong(dynptr, data);
    memory.putInt(dynptr + SIZE, (int) size | type << TYPE_SHIFT);
    memory.putInt(dynptr + OFFSET, 0);
  }

  /** Makes a null dynptr. */
  public static void clear(ArenaMemory memory, long dynptr) {
    memory.putLong(dynptr, 0);
    memory.putLong(dynptr + SIZE, 0);
  }

  /** Makes a dynptr read-only. */
  public static void setReadOnly(ArenaMemory memory, long dynptr) {
    memory.putInt(dynptr + SIZE, memory.getInt(dynptr + SIZE) | READ_ONLY);
  }

  /** Address that the dynptr was created from; 0 for a null dynptr. */
  static long base(ArenaMemory memory, long dynptr) {
    return memory.getLong(dynptr);
  }

  static boolean isNull(ArenaMemory memory, long dynptr) {
    return base(memory, dynptr) == 0;
  }

  static boolean isReadOnly(ArenaMemory memory, long dynptr) {
    return (memory.getInt(dynptr + SIZE) & READ_ONLY) != 0;
  }

  /** Whether it refers to a packet. */
  static boolean isPacket(ArenaMemory memory, long dynptr) {
    int type = memory.getInt(dynptr + SIZE) >>> TYPE_SHIFT & TYPE_MASK;
    return type == SKB || type == XDP;
  }

  static long size(ArenaMemory memory, long dynptr) {
    return memory.getInt(dynptr + SIZE) & SIZE_MASK;
  }

  static boolean isInside(ArenaMemory memory, long dynptr, long offset, long length) {
    long size = size(memory, dynptr);
    return length <= size && offset <= size - length;
  }

  /** Address of a byte of the data. */
  static long at(ArenaMemory memory, long dynptr, long offset) {
    return base(memory, dynptr) + (memory.getInt(dynptr + OFFSET) & 0xffff_ffffL) + offset;
  }

  /** Moves start and end inwards; both relative to the current start. */
  static void narrow(ArenaMemory memory, long dynptr, long start, long end) {
    memory.putInt(dynptr + OFFSET, memory.getInt(dynptr + OFFSET) + (int) start);
    int kind = memory.getInt(dynptr + SIZE) & ~(int) SIZE_MASK;
    memory.putInt(dynptr + SIZE, kind | (int) (end - start));
  }
}
