package io.github.hidbpf4j.bpf.map;

/**
 * What maps tell the owners of special fields (timers, work queues, kernel pointers, lists, trees).
 * Called with the map's lock held, as in the kernel: an implementation does not wait for another
 * thread's callback, which may need that lock, but defers the wait.
 */
public interface SpecialFieldHooks {
  /** Does nothing. */
  SpecialFieldHooks NONE = new SpecialFieldHooks() {};

  /** Tells both, one after the other. */
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
   * timer and work, drop what its pointers hold ({@code bpf_obj_free_fields}). The map clears the
   * fields afterwards, but for timers and work queues: their owner does, under its own lock. Called
   * only for values whose {@link BpfMap#record} has such fields; not told whether they were ever
   * used.
   */
  default void elementFreed(BpfMap map, long value) {}

  /**
   * The last user reference to the map went away: cancel, free and clear the timer and work item of
   * this value, leave the rest. Called for values with a timer or work queue only.
   */
  default void userReleased(BpfMap map, long value) {}
}
