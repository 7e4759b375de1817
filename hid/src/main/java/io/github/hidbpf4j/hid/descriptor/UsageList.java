package io.github.hidbpf4j.hid.descriptor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The usages of a field in the order of the descriptor. Kept as ranges, since one item of five
 * bytes can stand for thousands of usages.
 */
public final class UsageList {
  /** The list without usages. */
  public static final UsageList EMPTY = new UsageList(new Range[0]);

  /**
   * Consecutive usages, declared by one Usage item or by a pair of Usage Minimum and Maximum.
   *
   * @param first page in the upper, id in the lower 16 bits
   * @param count number of usages
   * @param extended whether the ids carry into the page; otherwise they wrap within it
   * @param collection index of the innermost collection that was open; 0 if none was
   */
  public record Range(int first, int count, boolean extended, int collection) {
    /**
     * {@return the usage at an index of the range, page in the upper 16 bits}
     *
     * @param index index, 0 to {@link #count} − 1
     */
    public int get(int index) {
      return extended ? first + index : first & 0xffff0000 | first + index & 0xffff;
    }

    /** {@return the last usage of the range} */
    public int last() {
      return get(count - 1);
    }
  }

  private final Range[] ranges;
  private final int[] starts;
  private final int size;

  private UsageList(Range[] ranges) {
    this.ranges = ranges;
    this.starts = new int[ranges.length];
    int total = 0;
    for (int i = 0; i < ranges.length; i++) {
      starts[i] = total;
      total += ranges[i].count();
    }
    this.size = total;
  }

  /**
   * {@return a list of these ranges}
   *
   * @param ranges the ranges in order; each must hold at least one usage
   */
  public static UsageList of(List<Range> ranges) {
    return ranges.isEmpty() ? EMPTY : new UsageList(ranges.toArray(Range[]::new));
  }

  /** {@return the number of usages declared} */
  public int size() {
    return size;
  }

  /** {@return whether the list is empty} */
  public boolean isEmpty() {
    return size == 0;
  }

  /**
   * {@return the usage at an index of the list, page in the upper 16 bits}
   *
   * @param index index, 0 to {@link #size()} − 1
   * @throws IndexOutOfBoundsException if the index is out of range
   */
  public int get(int index) {
    int at = rangeAt(index);
    return ranges[at].get(index - starts[at]);
  }

  /** {@return the ranges, in order} */
  public List<Range> ranges() {
    return List.of(ranges);
  }

  /**
   * {@return the index of the first occurrence of a usage, or −1}
   *
   * @param usage the usage, page in the upper 16 bits
   */
  public int indexOf(int usage) {
    for (int i = 0; i < ranges.length; i++) {
      Range range = ranges[i];
      int distance = usage - range.first();
      if (!range.extended()) {
        if ((usage ^ range.first()) >>> 16 != 0) {
          continue;
        }
        distance &= 0xffff;
      }
      if (Integer.compareUnsigned(distance, range.count()) < 0) {
        return starts[i] + distance;
      }
    }
    return -1;
  }

  private int rangeAt(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("usage " + index + " of " + size);
    }
    int at = Arrays.binarySearch(starts, index);
    return at >= 0 ? at : -at - 2;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UsageList list && Arrays.equals(ranges, list.ranges);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ranges);
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    for (Range range : ranges) {
      parts.add(
          range.count() == 1
              ? "0x%08x".formatted(range.first())
              : "0x%08x..0x%08x".formatted(range.first(), range.last()));
    }
    return parts.toString();
  }
}
