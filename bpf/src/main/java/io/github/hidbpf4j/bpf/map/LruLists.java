package io.github.hidbpf4j.bpf.map;

import java.util.function.IntPredicate;

/**
 * Tracks which elements of an LRU map are free and which to evict, by the approximation of Linux
 * 6.12 kernel/bpf/bpf_lru_list.c. Elements in use are on an active or an inactive list; a reference
 * mark, set by use, saves an inactive one once and moves it to the active list; eviction takes
 * unmarked ones from the old end of the inactive list.
 *
 * <p>With a common list each CPU keeps a local list of free elements, filled in batches, and one of
 * pending elements that it handed out and that move to the common lists with the next batch.
 * Without (BPF_F_NO_COMMON_LRU) each CPU has lists of its own and an equal share of the elements.
 *
 * <p>Everything is guarded by the map's lock, except the reference mark; so an eviction never fails
 * because of a busy bucket, and results depend only on the order of operations and their CPUs.
 */
final class LruLists {
  private static final int COMMON_BATCH = 128;
  private static final int PER_CPU_BATCH = 4;

  private enum Kind {
    ACTIVE,
    INACTIVE,
    FREE,
    LOCAL_FREE,
    LOCAL_PENDING
  }

  private static final int KINDS = 5;

  private final int elements;
  private final int cpus;
  private final boolean common;
  private final IntPredicate evict;
  private final int batch;
  private final int scans;

  /** Rings of element numbers; after the elements come list heads, {@link #KINDS} for each CPU. */
  private final int[] next;

  private final int[] previous;

  /** Head of the list an element is on. */
  private final int[] list;

  private final byte[] marked;
  private final int[] size;

  /** Where the next scan of the inactive list starts, by CPU: the head or an element. */
  private final int[] rotation;

  private final int[] nextSteal;

  /**
   * Creates the lists, with all elements free.
   *
   * @param evict removes an element from the hash table; false when it is not in it
   */
  LruLists(int elements, int cpus, boolean common, IntPredicate evict) {
    this.elements = elements;
    this.cpus = cpus;
    this.common = common;
    this.evict = evict;
    this.scans = common ? COMMON_BATCH : PER_CPU_BATCH;
    this.batch = common ? Math.clamp(elements / cpus / 2, 1, COMMON_BATCH) : PER_CPU_BATCH;
    int heads = cpus * KINDS;
    this.next = new int[elements + heads];
    this.previous = new int[elements + heads];
    this.list = new int[elements];
    this.marked = new byte[elements];
    this.size = new int[heads];
    this.rotation = new int[cpus];
    this.nextSteal = new int[cpus];
    for (int h = elements; h < elements + heads; h++) {
      next[h] = h;
      previous[h] = h;
    }
    for (int cpu = 0; cpu < cpus; cpu++) {
      rotation[cpu] = head(cpu, Kind.INACTIVE);
      nextSteal[cpu] = cpu;
    }
    int share = common ? elements : elements / cpus;
    for (int e = 0; e < elements; e++) {
      insert(e, head(common ? 0 : Math.min(e / share, cpus - 1), Kind.FREE));
    }
  }

  private int head(int cpu, Kind kind) {
    return elements + cpu * KINDS + kind.ordinal();
  }

  /** The CPU whose lists an element is on; the first one if the lists are common. */
  private int owner(int element) {
    return (list[element] - elements) / KINDS;
  }

  private boolean isOn(int element, Kind kind) {
    return (list[element] - elements) % KINDS == kind.ordinal();
  }

  private void insert(int element, int head) {
    int first = next[head];
    next[head] = element;
    previous[element] = head;
    next[element] = first;
    previous[first] = element;
    list[element] = head;
    size[head - elements]++;
  }

  private void withdraw(int element) {
    next[previous[element]] = next[element];
    previous[next[element]] = previous[element];
    size[list[element] - elements]--;
  }

  /** Moves an element to the young end of a list. */
  private void move(int element, int to) {
    int cpu = owner(element);
    if (rotation[cpu] == element) {
      rotation[cpu] = previous[element];
    }
    withdraw(element);
    insert(element, to);
  }

  private void moveUnmarked(int element, int to) {
    marked[element] = 0;
    move(element, to);
  }

  private boolean isEmpty(int head) {
    return next[head] == head;
  }

  /** Notes that an element was used. */
  void touch(int element) {
    if (marked[element] == 0) {
      marked[element] = 1;
    }
  }

  /** A free element for a CPU, evicting if need be; -1 when there is none. */
  int allocate(int cpu) {
    return common ? allocateShared(cpu) : allocateLocal(cpu);
  }

  /** Frees an element. */
  void free(int element) {
    if (common && isOn(element, Kind.LOCAL_PENDING)) {
      moveUnmarked(element, head(owner(element), Kind.LOCAL_FREE));
    } else {
      moveUnmarked(element, head(owner(element), Kind.FREE));
    }
  }

  private int allocateLocal(int cpu) {
    int free = head(cpu, Kind.FREE);
    rotate(cpu);
    if (isEmpty(free)) {
      shrink(cpu, PER_CPU_BATCH, free);
    }
    if (isEmpty(free)) {
      return -1;
    }
    int element = next[free];
    moveUnmarked(element, head(cpu, Kind.INACTIVE));
    return element;
  }

  private int allocateShared(int cpu) {
    int localFree = head(cpu, Kind.LOCAL_FREE);
    if (isEmpty(localFree)) {
      refill(cpu);
    }
    int element = isEmpty(localFree) ? steal(cpu) : next[localFree];
    if (element >= 0) {
      moveUnmarked(element, head(cpu, Kind.LOCAL_PENDING));
    }
    return element;
  }

  /** Files pending elements, ages the common lists and gets a batch of free elements. */
  private void refill(int cpu) {
    int pending = head(cpu, Kind.LOCAL_PENDING);
    while (!isEmpty(pending)) {
      int oldest = previous[pending];
      moveUnmarked(oldest, head(0, marked[oldest] != 0 ? Kind.ACTIVE : Kind.INACTIVE));
    }
    rotate(0);
    int free = head(0, Kind.FREE);
    int localFree = head(cpu, Kind.LOCAL_FREE);
    int got = 0;
    while (got < batch && !isEmpty(free)) {
      move(next[free], localFree);
      got++;
    }
    if (got < batch) {
      shrink(0, batch - got, localFree);
    }
  }

  /** Takes a free or else a pending element of some CPU, starting where the last search ended. */
  private int steal(int cpu) {
    int from = nextSteal[cpu];
    for (int i = 0; i < cpus; i++) {
      int victim = (from + i) % cpus;
      nextSteal[cpu] = (victim + 1) % cpus;
      int free = head(victim, Kind.LOCAL_FREE);
      int element = isEmpty(free) ? evictPending(victim) : next[free];
      if (element >= 0) {
        return element;
      }
    }
    return -1;
  }

  private int evictPending(int cpu) {
    int pending = head(cpu, Kind.LOCAL_PENDING);
    for (int round = 0; round < 2; round++) {
      for (int e = previous[pending]; e != pending; e = previous[e]) {
        if ((marked[e] == 0 || round == 1) && evict.test(e)) {
          return e;
        }
      }
    }
    return -1;
  }

  private void rotate(int cpu) {
    int active = head(cpu, Kind.ACTIVE);
    int inactive = head(cpu, Kind.INACTIVE);
    if (size[inactive - elements] < size[active - elements]) {
      rotateActive(active, inactive);
    }
    rotateInactive(cpu, active, inactive);
  }

  /** Old active elements: marked ones get another round, others become inactive. */
  private void rotateActive(int active, int inactive) {
    int last = next[active];
    int at = previous[active];
    for (int i = 0; i < scans && at != active; i++) {
      int following = previous[at];
      boolean end = at == last;
      moveUnmarked(at, marked[at] != 0 ? active : inactive);
      if (end) {
        return;
      }
      at = following;
    }
  }

  /** Marked inactive elements become active; others stay where they are for eviction. */
  private void rotateInactive(int cpu, int active, int inactive) {
    if (isEmpty(inactive)) {
      return;
    }
    int last = next[rotation[cpu]];
    if (last == inactive) {
      last = next[last];
    }
    int at = rotation[cpu];
    int following = inactive;
    int i = 0;
    while (i < scans) {
      if (at == inactive) {
        at = previous[at];
        continue;
      }
      following = previous[at];
      boolean end = at == last;
      if (marked[at] != 0) {
        moveUnmarked(at, active);
      }
      if (end) {
        break;
      }
      at = following;
      i++;
    }
    rotation[cpu] = following;
  }

  /** Evicts up to {@code wanted} unmarked inactive elements; if there is none, any one. */
  private void shrink(int cpu, int wanted, int free) {
    int active = head(cpu, Kind.ACTIVE);
    int inactive = head(cpu, Kind.INACTIVE);
    int got = 0;
    int at = previous[inactive];
    for (int i = 0; i < scans && at != inactive && got < wanted; i++) {
      int following = previous[at];
      if (marked[at] != 0) {
        moveUnmarked(at, active);
      } else if (evict.test(at)) {
        move(at, free);
        got++;
      }
      at = following;
    }
    if (got > 0) {
      return;
    }
    int forced = isEmpty(inactive) ? active : inactive;
    for (int e = previous[forced]; e != forced; e = previous[e]) {
      if (evict.test(e)) {
        move(e, free);
        return;
      }
    }
  }
}
