package io.github.hidbpf4j.bpf.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one linear memory that programs see: stacks, contexts, map values, kernel structs, device
 * data.
 *
 * <p>A program's pointer is {@link #TAG} plus an offset; only the low {@link #bits} bits choose the
 * byte, so that no access can leave the arena whatever the pointer. The first {@link #NULL_GUARD}
 * bytes belong to no object: NULL plus a small offset never reaches one. Allocations are zeroed,
 * start on 8-byte boundaries and are followed by at least {@link #RED_ZONE} dead bytes; freed
 * memory of the same size is reused oldest first. The unchecked accessors only mask; {@link #check}
 * asks the shadow whether the bytes are live.
 *
 * <p>Multi-byte values are little-endian and may be unaligned, except for the atomic ones, which
 * the verifier keeps aligned. Allocation and freeing are thread-safe; plain access is as racy as
 * the program makes it.
 */
public final class ArenaMemory {
  /**
   * Upper bits of every program pointer into an arena; looks like an address in the kernel's direct
   * map.
   */
  public static final long TAG = 0xffff_8881_0000_0000L;

  /** Bytes at the start that are never allocated. */
  public static final int NULL_GUARD = 1 << 16;

  /** Minimum number of dead bytes after an allocation. */
  public static final int RED_ZONE = 16;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final int SLACK = 1 << 17;
  private static final int SHORT_FILL = 512;
  private static final int BLOCK = 64;

  /**
   * Bytes of {@link #guardedSegment} before the arena: as far as an instruction's offset reaches.
   */
  public static final int FRONT_GUARD = 1 << 15;

  /** A byte of {@link #segment}. */
  public static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  /** A 16-bit value of {@link #segment}, of any alignment. */
  public static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** A 32-bit value of {@link #segment}, of any alignment. */
  public static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** A 64-bit value of {@link #segment}, of any alignment. */
  public static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Maximum number of bytes of stack that {@link #freshStack} fills. */
  public static final int STACK = 512;

  private final MemorySegment guarded;
  private final MemorySegment segment;
  private final int bits;
  private final long mask;
  private final Shadow shadow;
  private final TreeMap<Long, Allocation> live = new TreeMap<>();
  private final Map<Long, ArrayDeque<Long>> freed = new HashMap<>();
  private final @Nullable TemporarySpace space;
  private long top = NULL_GUARD;

  /** Initial contents of a stack frame, by offset. */
  private byte[] freshStack = new byte[STACK];

  private UninitializedBytes uninitialized = UninitializedBytes.ZEROS;

  private ArenaMemory(MemorySegment guarded, int bits, @Nullable TemporarySpace space) {
    this.space = space;
    this.guarded = guarded;
    this.segment = guarded.asSlice(FRONT_GUARD);
    this.bits = bits;
    this.mask = (1L << bits) - 1;
    this.shadow = new Shadow(bits);
  }

  /** A live allocation: first address, bytes, purpose. */
  public record Allocation(long address, long size, String what) {}

  /**
   * An arena of 2^bits bytes, reserved as a sparse mapped file and committed by use; {@code bits}
   * 17 to 32.
   *
   * @throws NoSpaceException when the file cannot be made
   */
  public static ArenaMemory mapped(int bits) {
    return mapped(bits, TemporarySpace.ofProcess());
  }

  /** Same, with a file that may grow as far as {@code TemporarySpace} allows. */
  static ArenaMemory mapped(int bits, TemporarySpace space) {
    requireBits(bits, 32);
    try {
      try (FileChannel channel = TemporaryFile.open()) {
        MemorySegment mapped =
            channel.map(
                FileChannel.MapMode.READ_WRITE,
                0,
                FRONT_GUARD + (1L << bits) + SLACK,
                Arena.ofAuto());
        return new ArenaMemory(mapped, bits, space);
      }
    } catch (IOException e) {
      throw new NoSpaceException(
          "no file of %d MiB can be created in %s (java.io.tmpdir): %s"
              .formatted((1L << bits) >> 20, TemporaryFile.folder(), reason(e)),
          e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such folder";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String given = e instanceof FileSystemException f ? f.getReason() : null;
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return given == null ? String.valueOf(cause.getMessage()) : given;
  }

  /**
   * An arena of 2^bits bytes on the Java heap, committed at once: for small machines and tests;
   * {@code bits} 17 to 26.
   */
  public static ArenaMemory heap(int bits) {
    requireBits(bits, 26);
    return new ArenaMemory(
        MemorySegment.ofArray(new long[(FRONT_GUARD + (1 << bits) + SLACK) >>> 3]), bits, null);
  }

  private static void requireBits(int bits, int most) {
    if (bits < 17 || bits > most) {
      throw new IllegalArgumentException("arena bits " + bits + ", expected 17 to " + most);
    }
  }

  /** The memory itself: 2^bits bytes plus some slack. */
  public MemorySegment segment() {
    return segment;
  }

  /**
   * The memory including the guard before it: {@code (address & mask) + FRONT_GUARD + offset} is
   * inside for every 16-bit signed offset, so that an access only needs to mask the address.
   */
  public MemorySegment guardedSegment() {
    return guarded;
  }

  /** Logarithm of the arena's size. */
  public int bits() {
    return bits;
  }

  /** The mask to apply to a pointer to get its offset in {@link #segment}. */
  public long mask() {
    return mask;
  }

  /** Offset in {@link #segment} of a program's address. */
  public long offset(long address) {
    return address & mask;
  }

  /**
   * Allocates zeroed, writable memory and returns its address.
   *
   * @param size bytes, at least 0
   * @param what its purpose, named in faults
   * @throws OutOfArenaException when the arena is full
   * @throws NoSpaceException when there is no space for the backing file
   */
  public synchronized long allocate(long size, String what) {
    if (size < 0) {
      throw new IllegalArgumentException("allocation of " + size + " bytes");
    }
    if (size > mask) {
      // Checked before rounding, which could overflow.
      throw new OutOfArenaException(size, what, mask + 1);
    }
    long slot = slotSize(size);
    ArrayDeque<Long> reusable = freed.get(slot);
    long offset;
    if (reusable != null && !reusable.isEmpty()) {
      offset = reusable.removeFirst();
      segment.asSlice(offset, slot).fill((byte) 0);
    } else {
      if (slot > mask + 1 - top) {
        throw new OutOfArenaException(size, what, mask + 1);
      }
      if (space != null) {
        space.require(top + slot - NULL_GUARD);
      }
      offset = top;
      top += slot;
    }
    shadow.mark(offset, size, true, true);
    live.put(offset, new Allocation(TAG | offset, size, what));
    return TAG | offset;
  }

  private static long slotSize(long size) {
    return (size + RED_ZONE + 15) & ~15L;
  }

  /**
   * Frees an allocation. The bytes stay as they are until the memory is used again; access to them
   * is a fault.
   */
  public synchronized void free(long address) {
    long offset = address & mask;
    Allocation a = live.remove(offset);
    if (a == null || a.address != address) {
      throw new IllegalArgumentException(
          "free of 0x%x, which is not an allocation".formatted(address));
    }
    shadow.mark(offset, a.size, false, false);
    freed.computeIfAbsent(slotSize(a.size), k -> new ArrayDeque<>()).addLast(offset);
  }

  /**
   * Changes what programs may do with part of an allocation: live or dead, writable or not. {@code
   * address} is 8-byte aligned.
   */
  public void mark(long address, long size, boolean isLive, boolean writable) {
    shadow.mark(address & mask, size, isLive, writable);
  }

  /** The live allocation that contains an address or has it in its red zone, or null. */
  public synchronized @Nullable Allocation allocationNear(long address) {
    Map.Entry<Long, Allocation> e = live.floorEntry(address & mask);
    return e == null ? null : e.getValue();
  }

  /** Bytes allocated so far, including red zones and memory freed since. */
  public synchronized long reserved() {
    return top;
  }

  /** Whether all of {@code size} bytes may be read by a program. */
  public boolean isReadable(long address, long size) {
    return inside(address, size) && (size == 0 || shadow.allows(address & mask, size, false));
  }

  /** Whether all of {@code size} bytes may be written by a program. */
  public boolean isWritable(long address, long size) {
    return inside(address, size) && (size == 0 || shadow.allows(address & mask, size, true));
  }

  private boolean inside(long address, long size) {
    return (address & ~mask) == (TAG & ~mask) && size >= 0 && size <= mask + 1 - (address & mask);
  }

  /**
   * Requires that all of {@code size} bytes are live and, for a write, writable.
   *
   * @throws MemoryFault when not
   */
  public void check(long address, long size, boolean write) {
    if (write ? !isWritable(address, size) : !isReadable(address, size)) {
      throw new MemoryFault(address, size, write, describe(address));
    }
  }

  private String describe(long address) {
    if ((address & ~mask) != (TAG & ~mask)) {
      return Long.compareUnsigned(address, NULL_GUARD) < 0
          ? "NULL pointer dereference"
          : "not a pointer into program memory";
    }
    Allocation a = allocationNear(address);
    return a == null
        ? "no allocation there"
        : "nearest allocation below is %s, %d bytes at 0x%x".formatted(a.what, a.size, a.address);
  }

  /**
   * Sets the contents of memory that Linux leaves uninitialised. Zeros by default, so that nothing
   * of earlier runs is visible. Call before programs run.
   *
   * @param stack stack frames
   * @param other reserved ring buffer records, allocated objects
   */
  public void setUninitialized(UninitializedBytes stack, UninitializedBytes other) {
    byte[] fresh = new byte[STACK];
    for (int i = 0; i < STACK; i++) {
      fresh[i] = stack.at(i);
    }
    freshStack = fresh;
    uninitialized = other;
  }

  /**
   * Fills the upper {@code size} bytes of a stack frame of {@link #STACK} with its initial
   * contents.
   */
  public void freshStack(long frame, int size) {
    putBytes(frame + STACK - size, freshStack, STACK - size, size);
  }

  /**
   * Fills newly allocated memory with what Linux would leave there; does nothing if that is zeros.
   */
  public void freshMemory(long address, long size) {
    UninitializedBytes bytes = uninitialized;
    if (!bytes.isZeros()) {
      for (long i = 0; i < size; i++) {
        putByte(address + i, bytes.at(i));
      }
    }
  }

  /** The byte at an address, sign-extended. */
  public byte getByte(long address) {
    return segment.get(BYTE, address & mask);
  }

  /** The 16-bit value at an address. */
  public short getShort(long address) {
    return segment.get(SHORT, address & mask);
  }

  /** The 32-bit value at an address. */
  public int getInt(long address) {
    return segment.get(INT, address & mask);
  }

  /** The 64-bit value at an address. */
  public long getLong(long address) {
    return segment.get(LONG, address & mask);
  }

  /** Stores a byte. */
  public void putByte(long address, byte value) {
    segment.set(BYTE, address & mask, value);
  }

  /** Stores 16 bits. */
  public void putShort(long address, short value) {
    segment.set(SHORT, address & mask, value);
  }

  /** Stores 32 bits. */
  public void putInt(long address, int value) {
    segment.set(INT, address & mask, value);
  }

  /** Stores 64 bits. */
  public void putLong(long address, long value) {
    segment.set(LONG, address & mask, value);
  }

  /** Copies bytes inside the arena; the ranges may overlap. */
  public void copy(long from, long to, long size) {
    MemorySegment.copy(segment, from & mask, segment, to & mask, size);
  }

  /** Copies {@code size} bytes of an array into the arena. */
  public void putBytes(long address, byte[] bytes, int from, int size) {
    MemorySegment.copy(bytes, from, segment, BYTE, address & mask, size);
  }

  /** Copies a whole array into the arena. */
  public void putBytes(long address, byte[] bytes) {
    putBytes(address, bytes, 0, bytes.length);
  }

  /** Copies bytes of the arena into an array. */
  public void getBytes(long address, byte[] into, int at, int size) {
    MemorySegment.copy(segment, BYTE, address & mask, into, at, size);
  }

  /** Whether memory holds these bytes. */
  public boolean holds(long address, byte[] bytes, int size) {
    long from = address & mask;
    int i = 0;
    for (; i <= size - Long.BYTES; i += Long.BYTES) {
      if (segment.get(ValueLayout.JAVA_LONG_UNALIGNED, from + i) != (long) LONGS.get(bytes, i)) {
        return false;
      }
    }
    for (; i < size; i++) {
      if (segment.get(BYTE, from + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** A copy of {@code size} bytes. */
  public byte[] getBytes(long address, int size) {
    byte[] bytes = new byte[size];
    getBytes(address, bytes, 0, size);
    return bytes;
  }

  /** Sets {@code size} bytes to a value. */
  public void fill(long address, long size, byte value) {
    if (size > SHORT_FILL) {
      segment.asSlice(address & mask, size).fill(value);
      return;
    }
    // No MemorySegment slice: it would allocate, and event buffers are filled for every event.
    long word = (value & 0xffL) * 0x0101_0101_0101_0101L;
    long at = address & mask;
    int i = 0;
    for (; i <= (int) size - BLOCK; i += BLOCK) {
      fillBlock(at + i, word);
    }
    for (; i <= (int) size - Long.BYTES; i += Long.BYTES) {
      segment.set(LONG, at + i, word);
    }
    for (; i < size; i++) {
      segment.set(BYTE, at + i, value);
    }
  }

  /** Most event buffers are one block, and entering HotSpot's vectorised loop takes longer. */
  private void fillBlock(long at, long word) {
    segment.set(LONG, at, word);
    segment.set(LONG, at + 8, word);
    segment.set(LONG, at + 16, word);
    segment.set(LONG, at + 24, word);
    segment.set(LONG, at + 32, word);
    segment.set(LONG, at + 40, word);
    segment.set(LONG, at + 48, word);
    segment.set(LONG, at + 56, word);
  }

  /** The string of at most {@code most} bytes at an address, up to its NUL, read as UTF-8. */
  public String getString(long address, int most) {
    int length = 0;
    while (length < most && getByte(address + length) != 0) {
      length++;
    }
    return new String(getBytes(address, length), StandardCharsets.UTF_8);
  }
}
