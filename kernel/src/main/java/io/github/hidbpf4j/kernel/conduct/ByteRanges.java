package io.github.hidbpf4j.kernel.conduct;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of bytes by their offsets.
 *
 * @param bounds the first byte of each range and the one after its last, in ascending order
 */
public record ByteRanges(List<Integer> bounds) {
  // Written by hand: javac's version is linked at first use, which delays start-up.
  @Override
  public boolean equals(Object other) {
    return other instanceof ByteRanges ranges && bounds.equals(ranges.bounds);
  }

  @Override
  public int hashCode() {
    return bounds.hashCode();
  }

  /** None. */
  public static final ByteRanges NONE = new ByteRanges(List.of());

  /** This set plus the bytes from one offset up to another. */
  public ByteRanges with(int from, int to) {
    if (hasAll(from, to)) {
      return this;
    }
    int low = from;
    int high = to;
    List<Integer> all = new ArrayList<>();
    int i = 0;
    for (; i < bounds.size() && bounds.get(i + 1) < low; i += 2) {
      all.addAll(bounds.subList(i, i + 2));
    }
    for (; i < bounds.size() && bounds.get(i) <= high; i += 2) {
      low = Math.min(low, bounds.get(i));
      high = Math.max(high, bounds.get(i + 1));
    }
    all.add(low);
    all.add(high);
    all.addAll(bounds.subList(i, bounds.size()));
    return new ByteRanges(List.copyOf(all));
  }

  /** Whether it contains this byte. */
  public boolean has(int at) {
    return hasAll(at, at + 1);
  }

  /** Whether it contains all bytes from one offset up to another. */
  public boolean hasAll(int from, int to) {
    for (int i = 0; i < bounds.size(); i += 2) {
      if (from >= bounds.get(i) && to <= bounds.get(i + 1)) {
        return true;
      }
    }
    return from >= to;
  }

  /** Number of bytes from 0 on without a gap. */
  public int fromStart() {
    return bounds.isEmpty() || bounds.getFirst() > 0 ? 0 : bounds.get(1);
  }

  /** {@code byte 7}, {@code bytes 0-3, 7}. */
  public String words() {
    boolean one = bounds.size() == 2 && bounds.getLast() == bounds.getFirst() + 1;
    return (one ? "byte " : "bytes ") + this;
  }

  /** {@code 0-3, 7}: compact offsets; {@code none}. */
  @Override
  public String toString() {
    if (bounds.isEmpty()) {
      return "none";
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < bounds.size(); i += 2) {
      int last = bounds.get(i + 1) - 1;
      parts.add(bounds.get(i) == last ? "" + last : bounds.get(i) + "-" + last);
    }
    return String.join(", ", parts);
  }
}
