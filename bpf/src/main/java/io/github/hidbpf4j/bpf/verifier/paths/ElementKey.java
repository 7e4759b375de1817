package io.github.hidbpf4j.bpf.verifier.paths;

import org.jspecify.annotations.Nullable;

/** Identifies the map element of a value. */
public sealed interface ElementKey {
  /** The only element of the map. */
  ElementKey ONLY = Special.ONLY;

  /** The element of the timer or work queue whose callback is running. */
  ElementKey OF_CALLBACK = Special.OF_CALLBACK;

  /** Not known. */
  ElementKey UNKNOWN = Special.UNKNOWN;

  /** Elements not identified by a key. */
  enum Special implements ElementKey {
    /** See {@link ElementKey#ONLY}. */
    ONLY,
    /** See {@link ElementKey#OF_CALLBACK}. */
    OF_CALLBACK,
    /** See {@link ElementKey#UNKNOWN}. */
    UNKNOWN
  }

  /** The element with this key, given as a little-endian number. */
  record Constant(long key) implements ElementKey {
    // Written by hand: javac's version is linked at first use, which delays start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Constant that && that.key == key;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(key);
    }
  }
}
