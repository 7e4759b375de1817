package io.github.hidbpf4j.kernel.analysis;

import org.jspecify.annotations.Nullable;

/**
 * What a path has done that matters for whether it leads to an injection again.
 *
 * @param what it has done
 * @param map with which map; empty where it is none
 */
record Mark(Kind what, String map) {
  /** It has started what injects a report. */
  static final Mark STARTED = new Mark(Kind.STARTED, "");

  /** What a path can do. */
  enum Kind {
    /** It has put an element into a map, which is there now. */
    UPDATED,
    /** It has put something into a queue. */
    PUT,
    /** It has taken something from a queue, or looked at it there. */
    TAKEN,
    /** It has started what injects a report. */
    STARTED
  }

  // Written out: what javac makes for a record is linked at first use, which delays start-up.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Mark that && that.what == what && that.map.equals(map);
  }

  @Override
  public int hashCode() {
    return 31 * what.ordinal() + map.hashCode();
  }
}
