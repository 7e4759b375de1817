package io.github.hidbpf4j.kernel.analysis;

import org.jspecify.annotations.Nullable;

/** What is known of a register or stack slot. */
sealed interface Value {
  /** What {@link Pointer} points into. */
  enum Region {
    /** The array of arguments that R1 of a hook points to. */
    ARGUMENTS,
    /** The hook's own {@code struct hid_bpf_ctx}. */
    HOOK_CONTEXT,
    /** One from {@code hid_bpf_allocate_context}. */
    OWN_CONTEXT,
    /** What {@code hid_bpf_get_data} gave for the hook's own context. */
    DATA,
    /** A map. */
    MAP,
    /** A value of a map, or a global variable. */
    MAP_VALUE,
    /** The stack of a frame. */
    STACK,
    /** A function of the program. */
    FUNCTION,
    /** Something else that is not NULL. */
    OTHER
  }

  /**
   * A number within bounds; compared as signed.
   *
   * @param id equal for copies of one value, -1 for none
   * @param origin slot of the call whose result it comes from, -1 for none
   */
  record Scalar(int id, long min, long max, int origin) implements Value {
    /** Anything. */
    static final Scalar UNKNOWN = new Scalar(-1, Long.MIN_VALUE, Long.MAX_VALUE, -1);

    boolean isConstant() {
      return min == max;
    }

    Scalar within(long least, long most) {
      long from = Math.max(least, min);
      long to = Math.min(most, max);
      return new Scalar(id, from, to, origin);
    }
  }

  /**
   * A pointer.
   *
   * @param name of the map; of a value of a map with several elements also its key, {@code
   *     map#key}, or {@code map#?} where that is not known; "" otherwise
   * @param offset from the region's start, {@link #ANYWHERE} when unknown; slot of a function,
   *     frame number times {@link #FRAME} plus offset for the stack
   * @param nullable whether it may be NULL
   * @param id equal for copies of one that may be NULL
   */
  record Pointer(Region region, String name, long offset, boolean nullable, int id)
      implements Value {
    boolean in(Region r) {
      return region == r;
    }

    /** Name of the map alone. */
    String map() {
      int key = name.indexOf('#');
      return key < 0 ? name : name.substring(0, key);
    }

    Pointer plus(long delta) {
      return new Pointer(
          region, name, offset == ANYWHERE ? ANYWHERE : offset + delta, nullable, id);
    }

    Pointer anywhere() {
      return new Pointer(region, name, ANYWHERE, nullable, id);
    }

    Pointer notNull() {
      return new Pointer(region, name, offset, false, id);
    }
  }

  /** An offset that is not known. */
  long ANYWHERE = Long.MIN_VALUE;

  /** What numbers of frames are multiplied by in offsets into the stack. */
  long FRAME = 1L << 20;

  /** A number of this value. */
  static Scalar constant(long value) {
    return new Scalar(-1, value, value, -1);
  }

  /** A pointer that is not NULL. */
  static Pointer pointer(Region region, String name, long offset) {
    return new Pointer(region, name, offset, false, -1);
  }

  /** The constant it is, or null. */
  default @Nullable Long number() {
    return this instanceof Scalar s && s.isConstant() ? Long.valueOf(s.min) : null;
  }
}
