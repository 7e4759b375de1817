package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.verifier.paths.ElementKey;
import org.jspecify.annotations.Nullable;

/**
 * A timer or work queue: a field of a map value.
 *
 * @param map name of the map, empty if unknown
 * @param key the element
 * @param offset bytes from the start of the value
 */
public record DeferredField(String map, ElementKey key, long offset) {
  /** An unknown one. */
  public static final DeferredField UNKNOWN = new DeferredField("", ElementKey.UNKNOWN, 0);

  // Written by hand: javac's version is linked at first use, which delays start-up.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DeferredField that
        && that.offset == offset
        && that.map.equals(map)
        && that.key.equals(key);
  }

  @Override
  public int hashCode() {
    return (31 * map.hashCode() + key.hashCode()) * 31 + Long.hashCode(offset);
  }

  /** Whether it is known which map it is in. */
  public boolean isKnown() {
    return !map.isEmpty();
  }

  /**
   * Whether both may be the same: the same field of a map, in elements that cannot be
   * distinguished.
   */
  public boolean mayAlias(DeferredField other) {
    return equals(other)
        || isKnown()
            && map.equals(other.map)
            && offset == other.offset
            && (key.equals(ElementKey.UNKNOWN) || other.key.equals(ElementKey.UNKNOWN));
  }
}
