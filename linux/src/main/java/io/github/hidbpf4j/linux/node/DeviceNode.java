package io.github.hidbpf4j.linux.node;

import java.lang.foreign.MemorySegment;

/**
 * An open character device. Only {@link #await} blocks. Results are those of system calls: a number
 * of bytes, 0, or a negative error number; a closed node returns {@code -EBADF}. One thread reads
 * at a time; others may write, {@link #wake} and {@link #close} meanwhile.
 */
public interface DeviceNode extends AutoCloseable {
  /** Result of {@link #await}: there is something to read. */
  int READABLE = 1;

  /**
   * Result of {@link #await}: the device is gone, or the node is closed. What a hidraw node has
   * queued may still be read; what an event node has is lost.
   */
  int GONE = 2;

  /** Its path, for messages: {@code /dev/hidraw3}. */
  String path();

  /**
   * Reads one report or event.
   *
   * @param buffer native memory
   * @return the number of bytes, or a negative error number: {@code -EAGAIN} if there is nothing to
   *     read
   */
  int read(MemorySegment buffer, long offset, int size);

  /**
   * Writes one report or event.
   *
   * @param buffer native memory
   * @return the number of bytes, or a negative error number
   */
  int write(MemorySegment buffer, long offset, int size);

  /**
   * Waits until there is something to read, the device is gone, or {@link #wake} is called.
   *
   * @param millis for how long at most; negative for ever
   * @return {@link #READABLE} and {@link #GONE}, or 0 if neither applies
   */
  int await(int millis);

  /**
   * Makes {@link #read} wait until there is something to read, or no longer. To be called by the
   * thread that reads. While it waits, {@link #wake} ends a read, the current or the next one, with
   * {@code -EAGAIN} if there is nothing to read; a device that is gone is another error.
   *
   * @return whether reads wait now: false where that is not possible, or for other nodes
   */
  default boolean waitInRead(boolean on) {
    return false;
  }

  /** Ends an {@link #await}, the current or the next one. From any thread. */
  void wake();

  /** Closes the node; a waiting thread is woken first. Closing twice has no effect. */
  @Override
  void close();
}
