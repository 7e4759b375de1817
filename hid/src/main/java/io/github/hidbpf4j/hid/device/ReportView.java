package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.report.ReportBytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;

/**
 * The bytes of one report passing through the HID core: a range of memory owned by others. Reused
 * for the next report, so it must not be kept; copy the bytes with {@link #toByteArray}.
 *
 * <p>{@link #size} is the length of the report; {@link #bufferSize} is the number of bytes from the
 * start that may be accessed. A hook may change bytes and size and, unless the view is {@linkplain
 * #isPinned pinned}, point it at its own buffer.
 */
public final class ReportView {
  private static final byte[] ZEROS = new byte[HidLimits.MAX_BUFFER_SIZE];
  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  private static final byte[] NO_BYTES = new byte[0];

  private final boolean pinned;

  // Two fields, so that redirecting a view to a hook's buffer does not store a reference for each
  // report, which costs a GC barrier.
  private MemorySegment memory = NOTHING;
  private byte[] array = NO_BYTES;
  private MemorySegment memoryOfArray = NOTHING;
  private boolean inArray;
  private boolean padded;

  private long offset;
  private int bufferSize;
  private int size;

  ReportView(boolean pinned) {
    this.pinned = pinned;
  }

  /** A view of {@code size} bytes of a segment; pinned. */
  public static ReportView of(MemorySegment segment, long offset, int size) {
    ReportView view = new ReportView(true);
    view.place(segment, offset, size, size);
    return view;
  }

  /** A view of a whole array. */
  public static ReportView of(byte[] bytes) {
    return of(MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  /** The segment that contains the bytes. */
  public MemorySegment segment() {
    return inArray ? memoryOfArray : memory;
  }

  /** Offset of the report in the segment, in bytes. */
  public long offset() {
    return offset;
  }

  /** Number of bytes that may be accessed, from the start of the report. */
  public int bufferSize() {
    return bufferSize;
  }

  /** Length of the report in bytes. */
  public int size() {
    return size;
  }

  /** Sets the length of the report, which may exceed the buffer: readers must check. */
  public void setSize(int size) {
    if (size < 0) {
      throw new IllegalArgumentException("size " + size);
    }
    this.size = size;
  }

  /**
   * Whether the view must not be redirected, because the caller reads the bytes there afterwards.
   */
  public boolean isPinned() {
    return pinned;
  }

  /** Whether the bytes of the buffer after the report are known to be zero. */
  public boolean isPadded() {
    return padded;
  }

  /**
   * Redirects the view to another buffer.
   *
   * @throws IllegalStateException when the view is pinned
   */
  public void pointTo(MemorySegment segment, long offset, int bufferSize, int size) {
    if (pinned) {
      throw new IllegalStateException("the bytes of this report must stay where they are");
    }
    place(segment, offset, bufferSize, size);
  }

  @SuppressWarnings({"ReferenceEquality", "MemorySegmentReferenceEquality"}) // saves a store
  void place(MemorySegment newSegment, long newOffset, int newBufferSize, int newSize) {
    if (newOffset < 0
        || newSize < 0
        || newBufferSize < 0
        || newOffset > newSegment.byteSize() - newBufferSize) {
      throw new IndexOutOfBoundsException(
          "buffer of "
              + newBufferSize
              + " bytes at "
              + newOffset
              + " of a segment of "
              + newSegment.byteSize());
    }
    if (memory != newSegment) {
      memory = newSegment;
    }
    inArray = false;
    padded = false;
    offset = newOffset;
    bufferSize = newBufferSize;
    size = newSize;
  }

  /** Same, for a buffer whose bytes after the report are zero. */
  void placePadded(MemorySegment newSegment, long newOffset, int newBufferSize, int newSize) {
    place(newSegment, newOffset, newBufferSize, newSize);
    padded = true;
  }

  /**
   * Same, for an array.
   *
   * @param newSegment segment of the whole array
   */
  @SuppressWarnings("ReferenceEquality") // saves two stores
  void place(byte[] bytes, MemorySegment newSegment, int newBufferSize, int newSize) {
    if (newSize < 0 || newBufferSize < 0 || newBufferSize > bytes.length) {
      throw new IndexOutOfBoundsException(
          "buffer of " + newBufferSize + " bytes in an array of " + bytes.length);
    }
    if (array != bytes) {
      array = bytes;
      memoryOfArray = newSegment;
    }
    inArray = true;
    padded = false;
    offset = 0;
    bufferSize = newBufferSize;
    size = newSize;
  }

  /** Ends the access to the buffer. */
  void end() {
    bufferSize = 0;
    size = 0;
  }

  /** Drops the reference to the buffer, so that it is not retained longer than the report. */
  void clear() {
    place(NOTHING, 0, 0, 0);
  }

  /** A byte of the buffer, unsigned. */
  public int get(int index) {
    requireInside(index);
    byte value = inArray ? array[index] : memory.get(ValueLayout.JAVA_BYTE, offset + index);
    return value & 0xff;
  }

  /** Sets a byte of the buffer. */
  public void set(int index, int value) {
    requireInside(index);
    segment().set(ValueLayout.JAVA_BYTE, offset + index, (byte) value);
  }

  private void requireInside(int index) {
    if (index < 0 || index >= bufferSize) {
      throw new IndexOutOfBoundsException("byte " + index + " of " + bufferSize);
    }
  }

  /** Copies the first {@code count} bytes of the buffer out. */
  public void copyTo(byte[] destination, int destinationOffset, int count) {
    long from = within(count);
    if (inArray) {
      ReportBytes.copy(array, 0, destination, destinationOffset, count);
    } else {
      ReportBytes.copy(memory, from, destination, destinationOffset, count);
    }
  }

  /** Copies {@code count} bytes from the start of the report, even beyond the buffer. */
  public void copyTo(MemorySegment destination, long destinationOffset, int count) {
    if (inArray) {
      ReportBytes.copy(array, 0, destination, destinationOffset, count);
    } else {
      MemorySegment.copy(memory, offset, destination, destinationOffset, count);
    }
  }

  /** Overwrites the first {@code count} bytes of the buffer. */
  public void copyFrom(byte[] source, int sourceOffset, int count) {
    long to = within(count);
    MemorySegment.copy(source, sourceOffset, segment(), ValueLayout.JAVA_BYTE, to, count);
  }

  /** Zeros the bytes between two offsets of the buffer; bytes beyond its end are left unchanged. */
  void zero(int from, int to) {
    int end = Math.min(to, bufferSize);
    for (int at = from; at < end; at += ZEROS.length) {
      int count = Math.min(ZEROS.length, end - at);
      MemorySegment.copy(ZEROS, 0, segment(), ValueLayout.JAVA_BYTE, offset + at, count);
    }
  }

  private long within(int count) {
    if (count < 0 || count > bufferSize) {
      throw new IndexOutOfBoundsException(count + " bytes of a buffer of " + bufferSize);
    }
    return offset;
  }

  /** A copy of the report; truncated to the buffer when its size exceeds it. */
  public byte[] toByteArray() {
    byte[] copy = new byte[Math.max(0, Math.min(size, bufferSize))];
    copyTo(copy, 0, copy.length);
    return copy;
  }

  /** The report in hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(toByteArray());
  }
}
