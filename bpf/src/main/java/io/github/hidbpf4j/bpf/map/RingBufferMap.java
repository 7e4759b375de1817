package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.ArenaAtomics;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * BPF_MAP_TYPE_RINGBUF (Linux 6.12 kernel/bpf/ringbuf.c): records of an 8-byte header (32 bits of
 * length with a busy and a discard bit, 32 bits of page offset) and their bytes, rounded up to 8,
 * at free-running 64-bit positions.
 *
 * <p>The kernel maps the data pages twice, so that a record over the end is contiguous. Here the
 * area has twice the size: a record across the end continues in the second half, whose bytes are
 * copied from the start of the area on reserve and back on commit, so that a record looks as if
 * there were one set of pages. Positions, capacity and wake-ups are the kernel's. Only reserved
 * records are live memory.
 */
public final class RingBufferMap extends ArenaMap implements RingBuffer {
  /** Flag of output, submit and discard: no wake-up of the consumer. */
  public static final long BPF_RB_NO_WAKEUP = 1;

  /** Flag of output, submit and discard: always wake the consumer. */
  public static final long BPF_RB_FORCE_WAKEUP = 2;

  /** Query: bytes not yet consumed. */
  public static final long BPF_RB_AVAIL_DATA = 0;

  /** Query: size of the data area. */
  public static final long BPF_RB_RING_SIZE = 1;

  /** Query: position of the consumer. */
  public static final long BPF_RB_CONS_POS = 2;

  /** Query: position of the producer. */
  public static final long BPF_RB_PROD_POS = 3;

  private static final int BUSY = 1 << 31;
  private static final int DISCARD = 1 << 30;
  private static final int HEADER = 8;

  /** Size of the field before the data that holds the address of the map. */
  private static final int OWNER = 8;

  private static final long MOST_RECORD = 0xffff_ffffL / 4;
  private static final long MOST_DYNPTR = (1 << 24) - 1;
  private static final int PAGE_SHIFT = 12;

  /** Pages before the data in the kernel's struct: its own part, consumer, producer. */
  private static final int META_PAGES = 3;

  private final long mask;
  private final long data;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock consumerLock = new ReentrantLock();
  private volatile long consumerPosition;
  private volatile long producerPosition;
  private long pendingPosition;
  private volatile @Nullable Runnable wakeUp;

  RingBufferMap(MapSpec spec, MapEnvironment environment) {
    super(spec, environment, MapFields.NONE);
    this.mask = spec.maxEntries() - 1;
    long area = allocate(OWNER + 2 * spec.maxEntries(), "records");
    memory.putLong(area, address());
    memory.mark(area, OWNER + 2 * spec.maxEntries(), false, false);
    this.data = area + OWNER;
  }

  /** Receives records in order; {@code address} points to {@code size} bytes in the arena. */
  @FunctionalInterface
  public interface RecordHandler {
    /** Handles a record, valid during the call; a negative result stops. */
    long handle(ArenaMemory memory, long address, int size);
  }

  /**
   * {@code bpf_ringbuf_reserve}: address of {@code size} bytes to fill and submit or discard, or 0.
   * The bytes are those left by older records.
   */
  @Override
  public long reserve(long size, long flags) {
    return flags != 0 ? 0 : reserve(size);
  }

  /**
   * What {@code bpf_ringbuf_reserve_dynptr} does before it sets up its dynptr: address of the
   * record, or a negative errno: -EINVAL for flags or no room, -E2BIG for a size above 2^24 - 1.
   */
  public long reserveDynptr(int size, long flags) {
    if (flags != 0) {
      return Errno.EINVAL.result();
    }
    if (Integer.toUnsignedLong(size) > MOST_DYNPTR) {
      return Errno.E2BIG.result();
    }
    long record = reserve(size);
    return record == 0 ? Errno.EINVAL.result() : record;
  }

  private long reserve(long size) {
    if (Long.compareUnsigned(size, MOST_RECORD) > 0) {
      return 0;
    }
    long length = roundUp(size + HEADER);
    if (length > mask + 1) {
      return 0;
    }
    lock.lock();
    try {
      long position = producerPosition;
      long end = position + length;
      advancePending(position);
      if (end - consumerPosition > mask || end - pendingPosition > mask) {
        return 0;
      }
      long offset = position & mask;
      long header = data + offset;
      mirror(offset, length, true);
      memory.putInt(header, (int) size | BUSY);
      memory.putInt(header + 4, META_PAGES + (int) (offset >>> PAGE_SHIFT));
      memory.mark(header + HEADER, size, true, true);
      memory.freshMemory(header + HEADER, size);
      producerPosition = end;
      return header + HEADER;
    } finally {
      lock.unlock();
    }
  }

  /** Moves past committed records, up to the oldest one still being written. */
  private void advancePending(long producer) {
    while (pendingPosition != producer) {
      int length = headerLength(pendingPosition);
      if ((length & BUSY) != 0) {
        return;
      }
      pendingPosition += roundUp((length & ~DISCARD) + HEADER);
    }
  }

  private int headerLength(long position) {
    return (int)
        ArenaAtomics.INT.getAcquire(memory.segment(), memory.offset(data + (position & mask)));
  }

  /** Copies the part of a record that wraps around from the start of the area, or back. */
  private void mirror(long offset, long length, boolean toSecondHalf) {
    long over = offset + length - (mask + 1);
    if (over > 0) {
      long second = data + mask + 1;
      memory.copy(toSecondHalf ? data : second, toSecondHalf ? second : data, over);
    }
  }

  /** Whether an address can be that of one of its records. */
  public boolean contains(long record) {
    long offset = record - HEADER - data;
    return offset >= 0 && offset <= mask;
  }

  /** {@code bpf_ringbuf_submit}: makes a reserved record visible. */
  @Override
  public long submit(long record, long flags) {
    commit(record, flags, false);
    return OK;
  }

  /** {@code bpf_ringbuf_discard}: drops a reserved record; the consumer skips it. */
  @Override
  public long discard(long record, long flags) {
    commit(record, flags, true);
    return OK;
  }

  private void commit(long record, long flags, boolean discard) {
    long header = record - HEADER;
    long offset = header - data;
    if (offset < 0 || offset > mask || (offset & 7) != 0) {
      throw new IllegalArgumentException(
          "0x%x is not a record of map '%s'".formatted(record, spec().name()));
    }
    int length = memory.getInt(header) ^ BUSY;
    if (length < 0) {
      throw new IllegalArgumentException(
          "record 0x%x of map '%s' is not reserved".formatted(record, spec().name()));
    }
    memory.mark(record, length, false, false);
    mirror(offset, roundUp((long) length + HEADER), false);
    ArenaAtomics.INT.setVolatile(
        memory.segment(), memory.offset(header), discard ? length | DISCARD : length);
    boolean caughtUp = (consumerPosition & mask) == offset;
    if ((flags & BPF_RB_FORCE_WAKEUP) != 0 || (caughtUp && (flags & BPF_RB_NO_WAKEUP) == 0)) {
      Runnable action = wakeUp;
      if (action != null) {
        action.run();
      }
    }
  }

  /**
   * {@code bpf_ringbuf_output}: copies {@code size} bytes at {@code from} into a record of their
   * own. 0, -EINVAL for unknown flags, -EAGAIN when there is no room.
   */
  @Override
  public long output(long from, long size, long flags) {
    if ((flags & ~(BPF_RB_NO_WAKEUP | BPF_RB_FORCE_WAKEUP)) != 0) {
      return Errno.EINVAL.result();
    }
    long record = reserve(size);
    if (record == 0) {
      return Errno.EAGAIN.result();
    }
    memory.copy(from, record, size);
    commit(record, flags, false);
    return OK;
  }

  /** {@code bpf_ringbuf_query}: one of the {@code BPF_RB_*} values; 0 for an unknown flag. */
  @Override
  public long query(long flags) {
    return switch ((int) Math.min(flags & Long.MAX_VALUE, 4) | (flags < 0 ? 4 : 0)) {
      case (int) BPF_RB_AVAIL_DATA -> producerPosition - consumerPosition;
      case (int) BPF_RB_RING_SIZE -> mask + 1;
      case (int) BPF_RB_CONS_POS -> consumerPosition;
      case (int) BPF_RB_PROD_POS -> producerPosition;
      default -> 0;
    };
  }

  /**
   * Sets an action for when the kernel would wake up pollers: on commit of the record that the
   * consumer waits for, or when forced. It runs in the middle of the program, so it should only
   * record the fact.
   */
  public void onWakeUp(Runnable action) {
    wakeUp = action;
  }

  /**
   * User space: hands all committed records to the handler, in order, up to the first one still
   * being written.
   *
   * @return number of records handled, not counting discarded ones, or the negative result of the
   *     handler, whose record counts as consumed
   * @throws IllegalStateException when the map has been freed
   */
  public long consume(RecordHandler handler) {
    hold();
    try {
      return consumeHeld(handler);
    } finally {
      release();
    }
  }

  private long consumeHeld(RecordHandler handler) {
    long handled = 0;
    consumerLock.lock();
    try {
      long position = consumerPosition;
      while (position != producerPosition) {
        int length = headerLength(position);
        if ((length & BUSY) != 0) {
          break;
        }
        int size = length & ~DISCARD;
        long result = 0;
        if ((length & DISCARD) == 0) {
          result = handler.handle(memory, data + (position & mask) + HEADER, size);
          handled++;
        }
        position += roundUp(size + HEADER);
        consumerPosition = position;
        if (result < 0) {
          return result;
        }
      }
      return handled;
    } finally {
      consumerLock.unlock();
    }
  }

  @Override
  public long update(long key, long value, long flags) {
    return Errno.ENOTSUPP.result();
  }

  @Override
  public long delete(long key) {
    return Errno.ENOTSUPP.result();
  }

  @Override
  long readForUser(long key, byte[] value, boolean locked) {
    return Errno.ENOTSUPP.result();
  }

  @Override
  long nextKey(long key, byte[] next) {
    return Errno.ENOTSUPP.result();
  }
}
