package io.github.hidbpf4j.bpf.verifier.scalar;

/**
 * A range of consecutive numbers on a circle of a given width, on which 0 follows the greatest
 * number: a signed and an unsigned range at once. {@code struct cnum32} and {@code struct cnum64}
 * of {@code kernel/bpf/cnum.c}, Linux 7.2; here of any width, and mutable scratch space. Numbers
 * are kept unsigned in a {@code long}.
 */
final class Arc {
  private final long greatest;
  private final long greatestPositive;

  /** The first number. */
  long base;

  /** Number of numbers after the first. */
  long size;

  /** Creates the whole circle of 1 to 64 bits. */
  Arc(int bits) {
    greatest = -1L >>> Long.SIZE - bits;
    greatestPositive = greatest >>> 1;
    size = greatest;
  }

  void set(long first, long following) {
    base = first & greatest;
    size = following & greatest;
  }

  /** Sets the range from {@code min} to {@code max}, which may wrap past 0. */
  void setUnsigned(long min, long max) {
    set(min, max - min);
  }

  /** Same for signed numbers; the whole circle starts at 0. */
  void setSigned(long min, long max) {
    setUnsigned(min, max);
    if (size == greatest) {
      base = 0;
    }
  }

  /** The last number. */
  long last() {
    return base + size & greatest;
  }

  boolean isEmpty() {
    return base == greatest && size == greatest;
  }

  private void setEmpty() {
    base = greatest;
    size = greatest;
  }

  /** Whether it wraps past the greatest unsigned number. */
  boolean wraps() {
    return wraps(base, size);
  }

  private boolean wraps(long first, long following) {
    return Unsigned.less(greatest - first, following);
  }

  boolean contains(long number) {
    return !isEmpty() && Unsigned.lessOrEqual(number - base & greatest, size);
  }

  /** Whether it contains all of another. */
  boolean covers(long otherBase, long otherSize) {
    if (otherBase == greatest && otherSize == greatest) {
      return true;
    }
    if (isEmpty()) {
      return false;
    }
    long distance = otherBase - base & greatest;
    if (wraps(distance, otherSize) && size != greatest) {
      return false;
    }
    return Unsigned.lessOrEqual(distance + otherSize & greatest, size);
  }

  /**
   * Intersects it with another ({@code cnum_intersect}). If the intersection is two arcs, the
   * result is the smaller of the operands.
   */
  void intersect(long otherBase, long otherSize) {
    if (isEmpty() || otherBase == greatest && otherSize == greatest) {
      setEmpty();
    } else if (Unsigned.less(otherBase, base)) {
      intersect(otherBase, otherSize, base, size);
    } else {
      intersect(base, size, otherBase, otherSize);
    }
  }

  /** Intersects two arcs, where {@code a} does not start after {@code b}. */
  private void intersect(long aBase, long aSize, long bBase, long bSize) {
    long distance = bBase - aBase;
    boolean begins = Unsigned.lessOrEqual(distance, aSize);
    if (!wraps(distance, bSize)) {
      if (begins) {
        base = bBase;
        size = Unsigned.min(aSize - distance, bSize);
      } else {
        setEmpty();
      }
    } else if (!begins) {
      base = aBase;
      size = Unsigned.min(aSize, distance + bSize & greatest);
    } else if (Unsigned.lessOrEqual(aSize, bSize)) {
      base = aBase;
      size = aSize;
    } else {
      base = bBase;
      size = bSize;
    }
  }

  /** Sets it to all sums with numbers of another. */
  void add(long otherBase, long otherSize) {
    if (isEmpty() || otherBase == greatest && otherSize == greatest) {
      setEmpty();
    } else if (Unsigned.less(greatest - otherSize, size)) {
      base = 0;
      size = greatest;
    } else {
      base = base + otherBase & greatest;
      size += otherSize;
      normalize();
    }
  }

  /** Sets it to all differences 0 - x. */
  void negate() {
    if (!isEmpty()) {
      base = -last() & greatest;
      normalize();
    }
  }

  /** Makes the whole circle start at 0, except where the kernel does not. */
  private void normalize() {
    if (size == greatest && base != greatestPositive) {
      base = 0;
    }
  }

  /**
   * For 64 bits: shrinks it to the first and last number whose low half is on an arc of 32 bits
   * ({@code cnum64_cnum32_intersect}).
   */
  void intersectLow(Arc low) {
    if (isEmpty() || low.isEmpty()) {
      setEmpty();
      return;
    }
    // relative to the first number, whose low half becomes 0
    long first = low.base - base & low.greatest;
    long last = first + low.size & low.greatest;
    long end = size & low.greatest;
    if (low.wraps(first, low.size)) {
      if (last < end && end < first) {
        size -= end - last;
      }
      return;
    }
    if (Unsigned.less(size, first)) {
      setEmpty();
      return;
    }
    long left = size - first;
    long excess = 0;
    if (end < first) {
      excess = end + low.greatest + 1 - last;
    } else if (end >= last) {
      excess = end - last;
    }
    if (Unsigned.less(left, excess)) {
      setEmpty();
      return;
    }
    base += first;
    size = left - excess;
  }
}
