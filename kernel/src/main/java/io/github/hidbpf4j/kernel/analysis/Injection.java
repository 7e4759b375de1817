package io.github.hidbpf4j.kernel.analysis;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An injection by a callback.
 *
 * @param bytes the first bytes of the report, -1 if they differ between paths
 * @param type the report's type, null if unknown
 * @param emptied queues from which something was taken before
 */
record Injection(Place place, int[] bytes, @Nullable Long type, Set<String> emptied) {
  /** The bytes at this place as a little-endian number, null if not all are known. */
  @Nullable Long number(EventBytes at) {
    if (!at.isPrecise() || at.offset() + at.size() > bytes.length || at.size() > Long.BYTES) {
      return null;
    }
    long value = 0;
    for (int b = at.size() - 1; b >= 0; b--) {
      int one = bytes[(int) at.offset() + b];
      if (one < 0) {
        return null;
      }
      value = value << Byte.SIZE | one;
    }
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Injection i
        && place.equals(i.place)
        && Arrays.equals(bytes, i.bytes)
        && java.util.Objects.equals(type, i.type)
        && emptied.equals(i.emptied);
  }

  @Override
  public int hashCode() {
    return place.hashCode() * 31 + Arrays.hashCode(bytes);
  }
}
