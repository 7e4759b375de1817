package io.github.hidbpf4j.bpf.verifier.scalar;

/**
 * Numbers of a width that follow one another on a circle, where 0 comes after the greatest: a range
 * both of signed and of unsigned numbers. {@code struct cnum32} and {@code struct cnum64} of {@code
 * kernel/bpf/cnum.c}, Linux 7.2; here of any width, and scratch space that operations change.
 * Numbers are kept unsigned in a {@code long}.
 */
final class Arc {
  private final long greatest;
  private final long greatestPositive;

  /** The first number. */
  long base;

  /** How many numbers follow it. */
  long size;

  /** The whole circle of so many bits, 1 to 64. */
  Arc(int bits) {
    greatest = -1L >>> Long.SIZE - bits;
    greatestPositive = greatest >>> 1;
    size = greatest;
  }

  void set(long first, long following) {
    base = first & greatest;
    size = following & greatest;
  }

  /** From {@code min} on to {@code max}, which may be past 0. */
  void setUnsigned(long min, long max) {
    set(min, max - min);
  }

  /** The same of signed numbers; the whole circle begins at 0. */
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

  /** Whether it goes on past the greatest unsigned number. */
  boolean wraps() {
    return wraps(base, size);
  }

  private boolean wraps(long first, long following) {
    return Unsigned.less(greatest - first, following);
  }

  boolean contains(long number) {
    return !isEmpty() && Unsigned.lessOrEqual(number - base & greatest, size);
  }

  /** Whether all of another is in it. */
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
   * Keeps what another has too ({@code cnum_intersect}). What is common may be two arcs: then the
   * smaller of both is kept whole.
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

  /** Of two arcs of which {@code a} does not begin after {@code b}. */
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

  /** All sums with numbers of another. */
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

  /** All differences 0 - x. */
  void negate() {
    if (!isEmpty()) {
      base = -last() & greatest;
      normalize();
    }
  }

  /** The whole circle begins at 0, except where the kernel leaves it. */
  private void normalize() {
    if (size == greatest && base != greatestPositive) {
      base = 0;
    }
  }

  /**
   * Of 64 bits: keeps from the first to the last number whose low half is on an arc of 32 bits
   * ({@code cnum64_cnum32_intersect}).
   */
  void intersectLow(Arc low) {
    if (isEmpty() || low.isEmpty()) {
      setEmpty();
      return;
    }
    // seen from the first number: there the low half is 0
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
