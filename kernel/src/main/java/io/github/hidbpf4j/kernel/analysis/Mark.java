package io.github.hidbpf4j.kernel.analysis;

import org.jspecify.annotations.Nullable;

/**
 * An action of a path that matters for whether it leads to another injection.
 *
 * @param what the action
 * @param map the map involved; empty if none
 */
record Mark(Kind what, String map) {
  /** It has started a callback that injects a report. */
  static final Mark STARTED = new Mark(Kind.STARTED, "");

  /** Kinds of actions. */
  enum Kind {
    /** It has put an element into a map, which now exists. */
    UPDATED,
    /** It has pushed something to a queue. */
    PUT,
    /** It has popped or peeked at something in a queue. */
    TAKEN,
    /** It has started a callback that injects a report. */
    STARTED
  }

  // Written by hand: javac's version is linked at first use, which delays start-up.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Mark that && that.what == what && that.map.equals(map);
  }

  @Override
  public int hashCode() {
    return 31 * what.ordinal() + map.hashCode();
  }
}
