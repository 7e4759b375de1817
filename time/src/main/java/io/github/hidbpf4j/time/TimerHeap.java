package io.github.hidbpf4j.time;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The armed timers of a clock, soonest first: a binary heap whose elements know their position, so
 * that arming, moving and cancelling cost the logarithm of the number of armed timers. Does not
 * allocate once it has its size. Not thread-safe.
 *
 * @param <T> the timers
 */
final class TimerHeap<T extends TimerHeap.Slot<T>> {
  private static final int NOT_THERE = -1;

  /** A timer as the heap sees it. */
  abstract static class Slot<T> {
    private int index = NOT_THERE;

    /** Whether it is in the heap. */
    final boolean isThere() {
      return index != NOT_THERE;
    }

    /** Whether it is due before another one; must not change while both are in the heap. */
    abstract boolean isBefore(T other);
  }

  private @Nullable Slot<T>[] heap = newHeap(16);
  private int size;

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T> @Nullable Slot<T>[] newHeap(int length) {
    return new @Nullable Slot[length];
  }

  /** The timer that is due first; null when none is armed. */
  @Nullable T first() {
    return size == 0 ? null : at(0);
  }

  /** Adds a timer that is not in the heap. */
  void add(T timer) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    siftUp(timer, size++);
  }

  /** Removes a timer that is in the heap. */
  void remove(T timer) {
    Slot<T> slot = timer;
    int place = slot.index;
    T last = at(--size);
    heap[size] = null;
    slot.index = NOT_THERE;
    if (place != size) {
      siftDown(last, place);
      Slot<T> moved = last;
      if (moved.index == place) {
        siftUp(last, place);
      }
    }
  }

  @SuppressWarnings("unchecked") // only timers are stored there
  private T at(int index) {
    Slot<T> slot = heap[index];
    if (slot == null) {
      throw new IllegalStateException("no timer at " + index + " of " + size);
    }
    return (T) slot;
  }

  /** Stores a timer at a free position, or nearer to the top. */
  private void siftUp(T timer, int from) {
    int index = from;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      T above = at(parent);
      if (!timer.isBefore(above)) {
        break;
      }
      put(above, index);
      index = parent;
    }
    put(timer, index);
  }

  /** Stores a timer at a free position, or farther from the top. */
  private void siftDown(T timer, int from) {
    int index = from;
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && at(child + 1).isBefore(at(child))) {
        child++;
      }
      T below = at(child);
      if (!below.isBefore(timer)) {
        break;
      }
      put(below, index);
      index = child;
    }
    put(timer, index);
  }

  private void put(T timer, int index) {
    heap[index] = timer;
    Slot<T> slot = timer;
    slot.index = index;
  }
}
