package io.github.hidbpf4j.linux.call;

import io.github.hidbpf4j.linux.node.DeviceNode;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An open non-blocking file, and the owner of its file descriptor. Any thread may call or close it
 * at any time. The descriptor is closed only after the last call in progress has ended, so no call
 * can reach another file that got the same number.
 */
public class OpenFile implements DeviceNode {
  private static final int CLOSED = 1 << 31;

  private final int fd;
  private final String path;
  private final int wakeup;

  /** The thread whose reads wait; null if they do not. */
  private volatile @Nullable ReadingThread reader;

  /** Calls in progress, and {@link #CLOSED}. */
  private final AtomicInteger users = new AtomicInteger();

  /**
   * Takes over an open file; closes it on an error.
   *
   * @param fd its file descriptor, opened with O_NONBLOCK
   * @param path for messages
   */
  protected OpenFile(int fd, String path) {
    this.fd = fd;
    this.path = path;
    this.wakeup = SystemCalls.eventfd();
    if (wakeup < 0) {
      SystemCalls.close(fd);
      throw new SystemCallException("eventfd", path, wakeup);
    }
  }

  /**
   * Opens a file for reading and writing.
   *
   * @return its file descriptor
   * @throws SystemCallException if it cannot be opened
   */
  protected static int openForBoth(Path path) {
    return open(path, SystemCalls.O_RDWR);
  }

  /**
   * Opens a file for reading.
   *
   * @return its file descriptor
   * @throws SystemCallException if it cannot be opened
   */
  protected static int openForReading(Path path) {
    return open(path, SystemCalls.O_RDONLY);
  }

  /**
   * Opens a file and closes it again.
   *
   * @param writing whether to open it for reading and writing, not for reading alone
   * @return null, or the error with advice
   */
  public static @Nullable SystemCallException tryToOpen(Path path, boolean writing) {
    try {
      SystemCalls.close(writing ? openForBoth(path) : openForReading(path));
      return null;
    } catch (SystemCallException e) {
      return e;
    }
  }

  private static int open(Path path, int access) {
    Platform.require();
    int fd = SystemCalls.open(path.toString(), access | SystemCalls.O_NONBLOCK);
    if (fd < 0) {
      throw new SystemCallException("open", path.toString(), fd);
    }
    return fd;
  }

  @Override
  public final String path() {
    return path;
  }

  // ---- who uses the number

  /** Begins a call; false if the file is closed. */
  private boolean enter() {
    int now;
    do {
      now = users.get();
      if (now < 0) {
        return false;
      }
    } while (!users.compareAndSet(now, now + 1));
    return true;
  }

  /** Ends a call. */
  private void leave() {
    if (users.decrementAndGet() == CLOSED) {
      SystemCalls.close(fd);
      SystemCalls.close(wakeup);
    }
  }

  @Override
  public void close() {
    int now;
    do {
      now = users.get();
      if (now < 0) {
        return;
      }
    } while (!users.compareAndSet(now, now + 1 | CLOSED));
    SystemCalls.signal(wakeup);
    interruptReader();
    leave();
  }

  /** Whether it has been closed. */
  public final boolean isClosed() {
    return users.get() < 0;
  }

  /**
   * Begins a call of a class in this package; returns the file descriptor, or {@code -EBADF}
   * without beginning one.
   */
  final int begin() {
    return enter() ? fd : SystemError.EBADF.result();
  }

  /** Ends such a call. */
  final void end() {
    leave();
  }

  // ---- calls

  @Override
  public final int read(MemorySegment buffer, long offset, int size) {
    if (!enter()) {
      return SystemError.EBADF.result();
    }
    try {
      int result;
      do {
        result = SystemCalls.read(fd, buffer, offset, size);
      } while (result == SystemError.EINTR.result());
      ReadingThread thread = reader;
      if (thread != null) {
        thread.isBack();
      }
      return result;
    } finally {
      leave();
    }
  }

  @Override
  public final boolean waitInRead(boolean on) {
    ReadingThread before = reader;
    if (before != null) {
      before.ends();
    }
    if (!enter()) {
      return false;
    }
    try {
      ReadingThread now = on ? ReadingThread.current() : null;
      reader = now;
      if (now != null && SystemCalls.setWaits(fd, true)) {
        return true;
      }
      reader = null;
      boolean _ = before != null && SystemCalls.setWaits(fd, false);
      return false;
    } finally {
      leave();
    }
  }

  /** Ends a read that waits. */
  private void interruptReader() {
    ReadingThread thread = reader;
    if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public int write(MemorySegment buffer, long offset, int size) {
    if (!enter()) {
      return SystemError.EBADF.result();
    }
    try {
      int result;
      do {
        result = SystemCalls.writeOnce(fd, buffer, offset, size);
      } while (result == SystemError.EINTR.result());
      return result;
    } finally {
      leave();
    }
  }

  /** Writes an event, where a write that fails has no effect; creates no object. */
  protected final int writeEvent(MemorySegment buffer, long offset, int size) {
    if (!enter()) {
      return SystemError.EBADF.result();
    }
    try {
      int result;
      do {
        result = SystemCalls.write(fd, buffer, offset, size);
      } while (result == SystemError.EINTR.result());
      return result;
    } finally {
      leave();
    }
  }

  /**
   * An ioctl that reads or fills memory; its size is in the request. It has no effect if it fails.
   */
  protected final int ioctl(IoctlRequest request, MemorySegment memory, long offset, int size) {
    if (!enter()) {
      return SystemError.EBADF.result();
    }
    try {
      return SystemCalls.ioctl(fd, request.number(size), memory, offset, size);
    } finally {
      leave();
    }
  }

  /**
   * The same, but it may have had an effect although it failed, such as a request to a device. May
   * block.
   */
  protected final int ioctlOnce(IoctlRequest request, MemorySegment memory, long offset, int size) {
    if (!enter()) {
      return SystemError.EBADF.result();
    }
    try {
      return SystemCalls.ioctlOnce(fd, request.number(size), memory, offset, size);
    } finally {
      leave();
    }
  }

  /** One of consecutive ioctls, such as EVIOCGABS of an axis. */
  protected final int ioctl(IoctlRequest first, int index, MemorySegment memory, int size) {
    if (!enter()) {
      return SystemError.EBADF.result();
    }
    try {
      return SystemCalls.ioctl(fd, first.number(size, index), memory, 0, size);
    } finally {
      leave();
    }
  }

  /** An ioctl whose argument is a value. */
  protected final int ioctl(IoctlRequest request, int value) {
    if (!enter()) {
      return SystemError.EBADF.result();
    }
    try {
      return SystemCalls.ioctl(fd, request.number(Integer.BYTES), value);
    } finally {
      leave();
    }
  }

  @Override
  public final int await(int millis) {
    if (!enter()) {
      return GONE;
    }
    try {
      return poll(millis);
    } finally {
      leave();
    }
  }

  private int poll(int millis) {
    long began = millis > 0 ? System.nanoTime() : 0;
    int left = millis;
    int ready = SystemCalls.poll(fd, wakeup, left);
    while (ready == SystemError.EINTR.result()) {
      if (millis > 0) {
        long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        left = (int) Math.max(0, millis - passed);
      }
      ready = SystemCalls.poll(fd, wakeup, left);
    }
    if (ready < 0) {
      throw new SystemCallException("poll", path, ready);
    }
    if (ready >>> 16 != 0) {
      SystemCalls.reset(wakeup);
    }
    if (isClosed()) {
      return GONE;
    }
    int gone = SystemCalls.POLLERR | SystemCalls.POLLHUP | SystemCalls.POLLNVAL;
    return ((ready & SystemCalls.POLLIN) != 0 ? READABLE : 0) | ((ready & gone) != 0 ? GONE : 0);
  }

  @Override
  public final void wake() {
    if (enter()) {
      try {
        SystemCalls.signal(wakeup);
        interruptReader();
      } finally {
        leave();
      }
    }
  }
}
