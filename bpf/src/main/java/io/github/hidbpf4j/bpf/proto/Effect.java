package io.github.hidbpf4j.bpf.proto;

/** What a call does to memory, to callbacks and to R0, where the registers involved matter. */
public sealed interface Effect extends FunctionProperty {
  /** As the size register of {@link Reads}: the size is not known in advance. */
  int UNKNOWN_SIZE = 0;

  /** As the size register of {@link Writes}: one value of the map in R1. */
  int VALUE_OF_MAP = 0;

  /** Where a callback runs. */
  enum Context {
    /** In softirq: it may not sleep. */
    SOFTIRQ,
    /** In process context: it may sleep. */
    PROCESS
  }

  /** The kinds of deferred work that a call can start. */
  enum Deferral {
    /** A {@code bpf_timer} in a map value, passed in R1. */
    TIMER,
    /** A {@code bpf_wq} in a map value, passed in R1. */
    WORK,
    /** The delayed work of the device whose context is in R1. */
    DEVICE_WORK
  }

  /** What a pointer that a function returns points to. */
  enum Region {
    /** The bytes of the event, request or descriptor at hand, from the offset in R2 on. */
    EVENT_DATA,
    /** A context that the program allocated. */
    OWN_CONTEXT,
    /** A value of the map in R1. */
    MAP_VALUE,
    /** Other memory. */
    MEMORY
  }

  /**
   * Writes this memory of the program and no other, so that {@link Trait#WRITES_NO_MEMORY} would be
   * wrong.
   *
   * @param pointer register (1 to 5) that points to it
   * @param size register with the number of bytes, or {@link #VALUE_OF_MAP}
   */
  record Writes(int pointer, int size) implements Effect {}

  /**
   * Reads memory that may contain bytes of an event.
   *
   * @param pointer register (1 to 5) that points to it
   * @param size register with the number of bytes, or {@link #UNKNOWN_SIZE}
   */
  record Reads(int pointer, int size) implements Effect {}

  /** Sets the callback in R2 for the timer or work queue in R1. */
  record SetsCallback(Context context) implements Effect {}

  /**
   * Has a function called once, in a process: the one that a parameter points to, with map, key and
   * value.
   *
   * @param map register (1 to 5) with the map
   */
  record CallsLater(int map) implements Effect {}

  /** Starts what R1 says. */
  record Starts(Deferral deferral) implements Effect {}

  /** R0 is a pointer, possibly NULL. */
  record ReturnsPointer(Region region, boolean mayBeNull) implements Effect {}

  /**
   * R0 is a number.
   *
   * @param least smallest value on success
   * @param failed smallest value on failure
   * @param most largest value
   */
  record ReturnsNumber(long least, long failed, long most) implements Effect {
    /** 0, or a negative errno. */
    public static final ReturnsNumber STATUS = new ReturnsNumber(0, Integer.MIN_VALUE, 0);
  }
}
