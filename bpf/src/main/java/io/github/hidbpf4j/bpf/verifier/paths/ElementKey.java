package io.github.hidbpf4j.bpf.verifier.paths;

import org.jspecify.annotations.Nullable;

/** Which element of a map a value is of. */
public sealed interface ElementKey {
  /** The map has no other. */
  ElementKey ONLY = Special.ONLY;

  /** The one that the timer or work queue whose callback this is lies in. */
  ElementKey OF_CALLBACK = Special.OF_CALLBACK;

  /** Not known. */
  ElementKey UNKNOWN = Special.UNKNOWN;

  /** Those that are not told by their key. */
  enum Special implements ElementKey {
    /** See {@link ElementKey#ONLY}. */
    ONLY,
    /** See {@link ElementKey#OF_CALLBACK}. */
    OF_CALLBACK,
    /** See {@link ElementKey#UNKNOWN}. */
    UNKNOWN
  }

  /** The one with this key, its bytes as a little-endian number. */
  record Constant(long key) implements ElementKey {
    // Written out: what javac makes for a record is linked at first use, which delays start-up.
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
