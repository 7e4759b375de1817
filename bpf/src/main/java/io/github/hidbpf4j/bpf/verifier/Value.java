package io.github.hidbpf4j.bpf.verifier;

/**
 * What is known of a register's contents, whatever the path that led there.
 *
 * @param kind what it is
 * @param min SCALAR, LOADED: least value, unsigned. STACK: least offset from the frame pointer.
 *     MAP_VALUE: offset from the start of the value
 * @param max SCALAR, LOADED: greatest value, unsigned. STACK: greatest offset. MAP_VALUE: as min
 *     when the offset is known, less than min when not
 * @param id MAP, MAP_VALUE: index of the map, -1 unknown. FUNCTION: its first slot, -1 unknown
 * @param nullable MAP_VALUE, MEMORY: whether it may be 0; false only where the program compared it,
 *     or the address is in the instruction
 * @param lowMin SCALAR, LOADED: least value of the low 32 bits, where min and max do not tell it
 * @param lowMax SCALAR, LOADED: greatest value of the low 32 bits, likewise
 */
record Value(Kind kind, long min, long max, int id, boolean nullable, long lowMin, long lowMax) {
  private static final long LOW_HALF = 0xffffffffL;

  private Value(Kind kind, long min, long max, int id, boolean nullable) {
    this(kind, min, max, id, nullable, 0, LOW_HALF);
  }

  enum Kind {
    /** May have been written on no path. */
    NOT_INIT,
    /** A number that cannot be a pointer. */
    SCALAR,
    /** Into the frame of the function. */
    STACK,
    /** The context. */
    CONTEXT,
    /** A map. */
    MAP,
    /** Into a value of a map. */
    MAP_VALUE,
    /** A function of the program. */
    FUNCTION,
    /** Into memory that the kernel vouches for: from a helper or kfunc, an argument of the hook. */
    MEMORY,
    /** Anything that was read from memory: a number, or a pointer that nobody vouches for. */
    LOADED
  }

  static final Value NOT_INIT = new Value(Kind.NOT_INIT, 0, 0, -1, false);
  static final Value UNKNOWN = new Value(Kind.SCALAR, 0, -1, -1, false);
  static final Value ZERO = constant(0);
  static final Value CONTEXT = new Value(Kind.CONTEXT, 0, 0, -1, false);
  static final Value MEMORY = new Value(Kind.MEMORY, 0, 0, -1, false);
  static final Value MEMORY_OR_NULL = new Value(Kind.MEMORY, 0, 0, -1, true);
  static final Value LOADED = new Value(Kind.LOADED, 0, -1, -1, false);

  static Value constant(long value) {
    return new Value(Kind.SCALAR, value, value, -1, false);
  }

  /** A number from min to max, unsigned. */
  static Value range(long min, long max) {
    return new Value(Kind.SCALAR, min, max, -1, false);
  }

  static Value stack(long min, long max) {
    return new Value(Kind.STACK, min, max, -1, false);
  }

  static Value map(int index) {
    return new Value(Kind.MAP, 0, 0, index, false);
  }

  static Value mapValue(int index, long offset) {
    return new Value(Kind.MAP_VALUE, offset, offset, index, false);
  }

  static Value mapValueOrNull() {
    return new Value(Kind.MAP_VALUE, 0, -1, -1, true);
  }

  static Value unknownMapValue() {
    return new Value(Kind.MAP_VALUE, 0, -1, -1, false);
  }

  static Value function(int slot) {
    return new Value(Kind.FUNCTION, 0, 0, slot, false);
  }

  boolean is(Kind other) {
    return kind == other;
  }

  /** Whether its bounds are those of a number. */
  boolean isNumber() {
    return kind == Kind.SCALAR || kind == Kind.LOADED;
  }

  boolean isConstant() {
    return isNumber() && min == max;
  }

  /** The same kind of number within other bounds. */
  Value within(long low, long high) {
    return low == min && high == max ? this : new Value(kind, low, high, -1, false, lowMin, lowMax);
  }

  /** The same kind of number with its low 32 bits within other bounds. */
  Value withinLow(long low, long high) {
    return new Value(kind, min, max, -1, false, low, high);
  }

  boolean isConstant(long value) {
    return isConstant() && min == value;
  }

  /** Whether it points to memory that can be accessed at an offset. */
  boolean isPointer() {
    return switch (kind) {
      case STACK, CONTEXT, MAP_VALUE, MEMORY, MAP -> true;
      default -> false;
    };
  }

  Value notNull() {
    return nullable ? new Value(kind, min, max, id, false) : this;
  }

  private Value orNull() {
    return nullable ? this : new Value(kind, min, max, id, true);
  }

  /**
   * What holds for this and for the other value.
   *
   * @param widen whether bounds that grow go to their end at once, so that a loop is left
   */
  Value join(Value o, boolean widen) {
    if (equals(o)) {
      return this;
    }
    if (kind == Kind.NOT_INIT || o.kind == Kind.NOT_INIT) {
      return NOT_INIT;
    }
    if (isNumber() && o.isNumber()) {
      return hull(o, kind == o.kind ? kind : Kind.LOADED, widen);
    }
    if (kind == o.kind) {
      return joinSameKind(o, widen);
    }
    if (kind == Kind.LOADED || o.kind == Kind.LOADED) {
      return LOADED;
    }
    if (kind == Kind.SCALAR || o.kind == Kind.SCALAR) {
      Value pointer = kind == Kind.SCALAR ? o : this;
      Value scalar = kind == Kind.SCALAR ? this : o;
      if (!scalar.isConstant(0)) {
        return LOADED;
      }
      return pointer.kind == Kind.MAP_VALUE || pointer.kind == Kind.MEMORY
          ? pointer.orNull()
          : MEMORY_OR_NULL;
    }
    return nullable || o.nullable ? MEMORY_OR_NULL : MEMORY;
  }

  private Value hull(Value o, Kind joined, boolean widen) {
    boolean lower = Long.compareUnsigned(o.min, min) < 0;
    boolean higher = Long.compareUnsigned(o.max, max) > 0;
    long low = lower ? widen ? 0 : o.min : min;
    long high = higher ? widen ? -1 : o.max : max;
    long lowLeast = o.lowMin < lowMin ? widen ? 0 : o.lowMin : lowMin;
    long lowMost = o.lowMax > lowMax ? widen ? LOW_HALF : o.lowMax : lowMax;
    return new Value(joined, low, high, -1, false, lowLeast, lowMost);
  }

  private Value joinSameKind(Value o, boolean widen) {
    return switch (kind) {
      case STACK -> {
        long low = o.min < min ? widen ? Integer.MIN_VALUE : o.min : min;
        long high = o.max > max ? widen ? Integer.MAX_VALUE : o.max : max;
        yield stack(low, high);
      }
      case MAP_VALUE -> {
        boolean sameMap = id == o.id;
        boolean sameOffset = sameMap && min == o.min && max == o.max;
        yield new Value(
            kind,
            sameOffset ? min : 0,
            sameOffset ? max : -1,
            sameMap ? id : -1,
            nullable || o.nullable);
      }
      default -> new Value(kind, 0, 0, id == o.id ? id : -1, nullable || o.nullable);
    };
  }

  /** The pointer moved by what is in another register. */
  Value moved(Value by) {
    if (kind == Kind.STACK && by.isNumber()) {
      boolean small = by.min == (int) by.min && by.max == (int) by.max && by.min <= by.max;
      if (small) {
        return stack(clamp(min + by.min), clamp(max + by.max));
      }
    }
    return switch (kind) {
      case STACK -> stack(min, Integer.MAX_VALUE);
      case MAP_VALUE ->
          by.isConstant() && min <= max
              ? new Value(kind, min + by.min, max + by.min, id, nullable)
              : new Value(kind, 0, -1, id, nullable);
      default -> this;
    };
  }

  private static long clamp(long offset) {
    return Math.clamp(offset, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }
}
