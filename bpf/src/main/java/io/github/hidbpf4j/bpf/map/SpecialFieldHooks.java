package io.github.hidbpf4j.bpf.map;

/**
 * Notifications from maps to the owners of special fields (timers, work queues, kernel pointers,
 * lists, trees). Called with the map's lock held, as in the kernel: an implementation must not wait
 * for another thread's callback, which may need that lock, but defers the wait.
 */
public interface SpecialFieldHooks {
  /** Does nothing. */
  SpecialFieldHooks NONE = new SpecialFieldHooks() {};

  /** Hooks that call both, one after the other. */
  static SpecialFieldHooks both(SpecialFieldHooks one, SpecialFieldHooks other) {
    return new SpecialFieldHooks() {
      @Override
      public void elementFreed(BpfMap map, long value) {
        one.elementFreed(map, value);
        other.elementFreed(map, value);
      }

      @Override
      public void userReleased(BpfMap map, long value) {
        one.userReleased(map, value);
        other.userReleased(map, value);
      }
    };
  }

  /**
   * The element was deleted, replaced, overwritten or evicted, or its map goes away: cancel its
   * timer and work, release what its pointers refer to ({@code bpf_obj_free_fields}). The map
   * clears the fields afterwards, except timers and work queues, which their owner clears under its
   * own lock. Called for all values whose {@link BpfMap#record} has such fields, whether or not
   * they were used.
   */
  default void elementFreed(BpfMap map, long value) {}

  /**
   * The last user reference to the map went away: cancel, free and clear the timer and work item of
   * this value, leave the rest. Called only for values with a timer or work queue.
   */
  default void userReleased(BpfMap map, long value) {}
}
