package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.concurrent.locks.ReentrantLock;

/**
 * BPF_MAP_TYPE_QUEUE and STACK (Linux 6.12 kernel/bpf/queue_stack_maps.c). Values have no address
 * visible to programs; they are kept in a ring with one more slot than entries.
 */
final class QueueStackMap extends ArenaMap {
  private final boolean stack;
  private final int slots;
  private final long ring;
  private final ReentrantLock lock = new ReentrantLock();
  private int head;
  private int tail;

  QueueStackMap(MapSpec spec, MapEnvironment environment, boolean stack) {
    super(spec, environment, MapFields.NONE);
    this.stack = stack;
    this.slots = (int) spec.maxEntries() + 1;
    long size = (long) slots * valueSize;
    this.ring = allocate(size, "slots");
    memory.mark(ring, size, false, false);
  }

  private long slot(int index) {
    return ring + (long) index * valueSize;
  }

  private int after(int index) {
    return index + 1 == slots ? 0 : index + 1;
  }

  @Override
  public long push(long value, long flags) {
    if ((flags & BPF_NOEXIST) != 0 || Long.compareUnsigned(flags, BPF_EXIST) > 0) {
      return Errno.EINVAL.result();
    }
    lock.lock();
    try {
      if (after(head) == tail) {
        if ((flags & BPF_EXIST) == 0) {
          return Errno.E2BIG.result();
        }
        tail = after(tail);
      }
      memory.copy(value, slot(head), valueSize);
      head = after(head);
      return OK;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long pop(long value) {
    return next(value, true);
  }

  @Override
  public long peek(long value) {
    return next(value, false);
  }

  private long next(long value, boolean remove) {
    lock.lock();
    try {
      if (head == tail) {
        for (int i = 0; i < valueSize; i++) {
          memory.putByte(value + i, (byte) 0);
        }
        return Errno.ENOENT.result();
      }
      if (stack) {
        int last = head == 0 ? slots - 1 : head - 1;
        memory.copy(slot(last), value, valueSize);
        head = remove ? last : head;
      } else {
        memory.copy(slot(tail), value, valueSize);
        tail = remove ? after(tail) : tail;
      }
      return OK;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long update(long key, long value, long flags) {
    return Errno.EINVAL.result();
  }

  @Override
  public long delete(long key) {
    return Errno.EINVAL.result();
  }

  @Override
  long updateForUser(byte[] key, byte[] value, long flags) {
    return staged(value, null, (v, _) -> push(v, flags));
  }

  @Override
  long readForUser(long key, byte[] value, boolean locked) {
    return userNext(value, false);
  }

  @Override
  long lookUpAndDeleteForUser(long key, byte[] value, long flags) {
    return flags != 0 ? Errno.EINVAL.result() : userNext(value, true);
  }

  private long userNext(byte[] value, boolean remove) {
    return staged(
        value,
        null,
        (v, _) -> {
          long result = next(v, remove);
          if (result == OK) {
            memory.getBytes(v, value, 0, valueSize);
          }
          return result;
        });
  }

  @Override
  long nextKey(long key, byte[] next) {
    return Errno.EINVAL.result();
  }
}
