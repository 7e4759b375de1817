package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.report.ReportBytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one report on their way through the HID core: a place in memory that somebody else
 * owns. Reused for the next report, so nobody may keep it: what has to last is copied with {@link
 * #toByteArray}.
 *
 * <p>{@link #size} is the length of the report; {@link #bufferSize} is how many bytes from the
 * start may be touched. A hook may change bytes and size and, where the view is not {@linkplain
 * #isPinned pinned}, point it at a buffer of its own.
 */
public final class ReportView {
  private static final byte[] ZEROS = new byte[HidLimits.MAX_BUFFER_SIZE];
  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  private final boolean pinned;
  private MemorySegment segment = NOTHING;

  /** What the segment is of, where that is known. */
  private byte @Nullable [] array;

  private long offset;
  private int bufferSize;
  private int size;

  ReportView(boolean pinned) {
    this.pinned = pinned;
  }

  /** A view of {@code size} bytes of a segment that stays where it is. */
  public static ReportView of(MemorySegment segment, long offset, int size) {
    ReportView view = new ReportView(true);
    view.place(segment, offset, size, size);
    return view;
  }

  /** A view of a whole array. */
  public static ReportView of(byte[] bytes) {
    return of(MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  /** What the bytes lie in. */
  public MemorySegment segment() {
    return segment;
  }

  /** Where in the segment the report starts, in bytes. */
  public long offset() {
    return offset;
  }

  /** Bytes that may be touched, from the start of the report. */
  public int bufferSize() {
    return bufferSize;
  }

  /** Length of the report in bytes. */
  public int size() {
    return size;
  }

  /** Sets the length of the report, which may exceed the buffer: who reads it checks. */
  public void setSize(int size) {
    if (size < 0) {
      throw new IllegalArgumentException("size " + size);
    }
    this.size = size;
  }

  /** Whether the bytes must stay where they are, because the caller reads them there afterwards. */
  public boolean isPinned() {
    return pinned;
  }

  /**
   * Makes another buffer the report's.
   *
   * @throws IllegalStateException when the view is pinned
   */
  public void pointTo(MemorySegment segment, long offset, int bufferSize, int size) {
    if (pinned) {
      throw new IllegalStateException("the bytes of this report must stay where they are");
    }
    place(segment, offset, bufferSize, size);
  }

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
    segment = newSegment;
    array = null;
    offset = newOffset;
    bufferSize = newBufferSize;
    size = newSize;
  }

  /** The same, of an array that the segment is of. */
  void place(byte[] bytes, MemorySegment newSegment, int newBufferSize, int newSize) {
    place(newSegment, 0, newBufferSize, newSize);
    array = bytes;
  }

  /** Forgets the buffer, so that it isn't held longer than the report lives. */
  void clear() {
    place(NOTHING, 0, 0, 0);
  }

  /** A byte of the buffer, unsigned. */
  public int get(int index) {
    return segment.get(ValueLayout.JAVA_BYTE, at(index)) & 0xff;
  }

  /** Sets a byte of the buffer. */
  public void set(int index, int value) {
    segment.set(ValueLayout.JAVA_BYTE, at(index), (byte) value);
  }

  private long at(int index) {
    if (index < 0 || index >= bufferSize) {
      throw new IndexOutOfBoundsException("byte " + index + " of " + bufferSize);
    }
    return offset + index;
  }

  /** Copies the first {@code count} bytes of the buffer out. */
  public void copyTo(byte[] destination, int destinationOffset, int count) {
    long from = within(count);
    byte[] bytes = array;
    if (bytes != null) {
      ReportBytes.copy(bytes, (int) from, destination, destinationOffset, count);
    } else {
      ReportBytes.copy(segment, from, destination, destinationOffset, count);
    }
  }

  /** Copies {@code count} bytes from the start of the report on, be they behind the buffer. */
  public void copyTo(MemorySegment destination, long destinationOffset, int count) {
    byte[] bytes = array;
    if (bytes != null) {
      ReportBytes.copy(bytes, (int) offset, destination, destinationOffset, count);
    } else {
      MemorySegment.copy(segment, offset, destination, destinationOffset, count);
    }
  }

  /** Overwrites the first {@code count} bytes of the buffer. */
  public void copyFrom(byte[] source, int sourceOffset, int count) {
    MemorySegment.copy(source, sourceOffset, segment, ValueLayout.JAVA_BYTE, within(count), count);
  }

  /** Zeros the bytes between two places of the buffer; what lies behind its end is left alone. */
  void zero(int from, int to) {
    int end = Math.min(to, bufferSize);
    for (int at = from; at < end; at += ZEROS.length) {
      int count = Math.min(ZEROS.length, end - at);
      MemorySegment.copy(ZEROS, 0, segment, ValueLayout.JAVA_BYTE, offset + at, count);
    }
  }

  private long within(int count) {
    if (count < 0 || count > bufferSize) {
      throw new IndexOutOfBoundsException(count + " bytes of a buffer of " + bufferSize);
    }
    return offset;
  }

  /** A copy of the report; of as much as there is when its size exceeds the buffer. */
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
