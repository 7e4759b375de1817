package io.github.hidbpf4j.bpf.map;

/**
 * The operations of a ring buffer map that helpers need ({@code kernel/bpf/ringbuf.c}, Linux 6.12).
 *
 * <p>{@code bpf_ringbuf_submit} gets a record but no map: the arena allocation that holds a ring
 * buffer's records starts with 8 bytes that hold {@link BpfMap#address} of the map, not accessible
 * to programs.
 */
public interface RingBuffer {
  /**
   * Address of {@code size} bytes to fill and submit or discard; 0 for flags other than 0 or when
   * there is no room.
   */
  long reserve(long size, long flags);

  /** Makes a reserved record visible; returns 0. */
  long submit(long record, long flags);

  /** Drops a reserved record; returns 0. */
  long discard(long record, long flags);

  /**
   * Copies {@code size} bytes at {@code from} into a record of their own: 0, -EINVAL for unknown
   * flags, -EAGAIN when there is no room.
   */
  long output(long from, long size, long flags);

  /** One of the {@code BPF_RB_*} values; 0 for an unknown one. */
  long query(long flags);
}
