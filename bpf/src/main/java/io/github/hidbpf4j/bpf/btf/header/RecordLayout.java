package io.github.hidbpf4j.bpf.btf.header;

/**
 * Places the members of a struct or union as the System V ABI for x86-64 and clang's BPF target do.
 * The parser uses it to compute offsets, the printer to find out where to pad. Positions are in
 * bits from the start of the record, sizes and alignments in bytes.
 */
final class RecordLayout {
  private final boolean union;
  private final boolean packed;
  private long cursor;
  private long end;
  private long alignment = 1;

  RecordLayout(boolean union, boolean packed) {
    this.union = union;
    this.packed = packed;
  }

  /** Position of a member that is not a bit-field. */
  long place(long size, long align) {
    long position = union ? 0 : roundUp(cursor, 8 * align);
    advance(position + 8 * size);
    alignment = Math.max(alignment, align);
    return position;
  }

  /**
   * Position of a bit-field of {@code width} > 0 bits: it must not cross a boundary of its type,
   * unless the record is packed. Only a named one increases the alignment of the record.
   */
  long placeBitField(long typeSize, long typeAlign, int width, boolean named) {
    long align = packed ? 1 : 8 * typeAlign;
    long position = union ? 0 : cursor;
    if (!packed && position % align + width > 8 * typeSize) {
      position = roundUp(position, align);
    }
    advance(position + width);
    if (named && !packed) {
      alignment = Math.max(alignment, typeAlign);
    }
    return position;
  }

  /** An unnamed bit-field of width 0: the next member starts at the next boundary of its type. */
  void breakUnit(long typeAlign) {
    if (!union) {
      advance(roundUp(cursor, 8 * typeAlign));
    }
  }

  /** Raises the alignment of the record to at least this. */
  void alignAtLeast(long align) {
    alignment = Math.max(alignment, align);
  }

  private void advance(long to) {
    cursor = to;
    end = Math.max(end, to);
  }

  /** Where the next member would start without alignment. */
  long cursor() {
    return cursor;
  }

  long alignment() {
    return alignment;
  }

  /** Size in bytes, trailing padding included. */
  long size() {
    return roundUp(roundUp(end, 8) / 8, alignment);
  }

  static long roundUp(long n, long multiple) {
    return (n + multiple - 1) / multiple * multiple;
  }
}
