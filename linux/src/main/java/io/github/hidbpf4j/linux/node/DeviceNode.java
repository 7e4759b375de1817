package io.github.hidbpf4j.linux.node;

import java.lang.foreign.MemorySegment;

/**
 * An open character device. It never blocks but in {@link #await}. Results are those of system
 * calls: bytes or 0, or a negative error number; a node that is closed gives {@code -EBADF}. One
 * thread reads at a time; others may write, {@link #wake} and {@link #close} meanwhile.
 */
public interface DeviceNode extends AutoCloseable {
  /** {@link #await}: there is something to read. */
  int READABLE = 1;

  /**
   * {@link #await}: the device is gone, or the node is closed. What a hidraw node has queued may
   * still be read; what an event node has is lost.
   */
  int GONE = 2;

  /** Where it was opened, for messages: {@code /dev/hidraw3}. */
  String path();

  /**
   * Reads one report or event.
   *
   * @param buffer native memory
   * @return bytes, or a negative error number: {@code -EAGAIN} when there is nothing
   */
  int read(MemorySegment buffer, long offset, int size);

  /**
   * Writes one report or event.
   *
   * @param buffer native memory
   * @return bytes, or a negative error number
   */
  int write(MemorySegment buffer, long offset, int size);

  /**
   * Waits until there is something to read, the device is gone, or somebody wakes it.
   *
   * @param millis how long at most; negative for ever
   * @return {@link #READABLE} and {@link #GONE}, or 0 when neither is so
   */
  int await(int millis);

  /** Ends an {@link #await}, that in progress or the next one. From any thread. */
  void wake();

  /** Closes it; a thread that waits is woken first. Closing twice does nothing. */
  @Override
  void close();
}
