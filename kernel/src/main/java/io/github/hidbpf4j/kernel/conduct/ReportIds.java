package io.github.hidbpf4j.kernel.conduct;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A set of report ids, or of other byte values: 256 bits.
 *
 * @param a values 0 to 63
 * @param b values 64 to 127
 * @param c values 128 to 191
 * @param d values 192 to 255
 */
public record ReportIds(long a, long b, long c, long d) {
  private static final int COUNT = 256;

  /** Every value of a byte. */
  public static final ReportIds ALL = new ReportIds(-1, -1, -1, -1);

  /** None. */
  public static final ReportIds NONE = new ReportIds(0, 0, 0, 0);

  /** The set of these ids. */
  public static ReportIds of(List<Integer> ids) {
    return ALL.filter(ids::contains);
  }

  /** Whether it contains this id. */
  public boolean contains(int id) {
    long word =
        switch (id >> 6) {
          case 0 -> a;
          case 1 -> b;
          case 2 -> c;
          default -> d;
        };
    return (word >>> id & 1) != 0;
  }

  /** The subset that passes. */
  public ReportIds filter(IntPredicate passes) {
    long[] words = new long[4];
    for (int id = 0; id < COUNT; id++) {
      if (contains(id) && passes.test(id)) {
        words[id >> 6] |= 1L << id;
      }
    }
    return new ReportIds(words[0], words[1], words[2], words[3]);
  }

  /** The union of both. */
  public ReportIds union(ReportIds other) {
    return new ReportIds(a | other.a, b | other.b, c | other.c, d | other.d);
  }

  /** Number of ids. */
  public int size() {
    return Long.bitCount(a) + Long.bitCount(b) + Long.bitCount(c) + Long.bitCount(d);
  }

  /** Whether it contains every value. */
  public boolean isAll() {
    return size() == COUNT;
  }

  /** The ids in ascending order. */
  public List<Integer> list() {
    List<Integer> all = new ArrayList<>();
    for (int id = 0; id < COUNT; id++) {
      if (contains(id)) {
        all.add(id);
      }
    }
    return all;
  }

  /** {@code 1, 3, 16-31}; {@code not 2} if that is shorter; {@code any}. */
  @Override
  public String toString() {
    if (isAll()) {
      return "any";
    }
    boolean few = size() <= COUNT / 2;
    ReportIds named = few ? this : new ReportIds(~a, ~b, ~c, ~d);
    return (few ? "" : "not ") + runs(named.list());
  }

  /** Formats ids, abbreviating runs of three or more. */
  private static String runs(List<Integer> ids) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < ids.size(); ) {
      int end = i + 1;
      while (end < ids.size() && ids.get(end) == ids.get(end - 1) + 1) {
        end++;
      }
      if (end - i > 2) {
        parts.add(ids.get(i) + "-" + ids.get(end - 1));
        i = end;
      } else {
        parts.add("" + ids.get(i++));
      }
    }
    return String.join(", ", parts);
  }

  // Written by hand: javac's version is linked at first use, which delays start-up.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ReportIds o && a == o.a && b == o.b && c == o.c && d == o.d;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(((a * 31 + b) * 31 + c) * 31 + d);
  }
}
