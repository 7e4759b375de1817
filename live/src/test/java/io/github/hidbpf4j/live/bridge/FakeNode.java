package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.linux.node.DeviceNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A fake device node: what is queued can be read, what is written is kept. */
public class FakeNode implements DeviceNode {
  private static final int EBADF = 9;

  private final String path;
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private final List<byte[]> written = new ArrayList<>();
  private boolean gone;
  private boolean woken;
  private boolean closed;
  private boolean waits;

  /** Whether it can wait in reading. */
  public volatile boolean canWait = true;

  public FakeNode(String path) {
    this.path = path;
  }

  // ---- the test's side

  public synchronized void queue(byte[] bytes) {
    queue.addLast(bytes);
    notifyAll();
  }

  public synchronized void vanish() {
    gone = true;
    notifyAll();
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  public synchronized boolean isDrained() {
    return queue.isEmpty();
  }

  public synchronized List<byte[]> written() {
    return List.copyOf(written);
  }

  public synchronized void keep(byte[] bytes) {
    written.add(bytes);
    notifyAll();
  }

  /** Waits until so many reports were written; a failing test waits ten seconds. */
  public synchronized List<byte[]> awaitWritten(int count) throws InterruptedException {
    for (int i = 0; written.size() < count && i < 100; i++) {
      wait(100);
    }
    return List.copyOf(written);
  }

  // ---- the node

  @Override
  public String path() {
    return path;
  }

  @Override
  public synchronized int read(MemorySegment buffer, long offset, int size) {
    if (waits) {
      int _ = await(-1);
    }
    if (closed) {
      return -EBADF;
    }
    byte[] first = queue.pollFirst();
    if (first == null) {
      return gone ? -HidErrno.EIO : -HidErrno.EAGAIN;
    }
    int count = Math.min(size, first.length);
    MemorySegment.copy(first, 0, buffer, ValueLayout.JAVA_BYTE, offset, count);
    return count;
  }

  @Override
  public synchronized int write(MemorySegment buffer, long offset, int size) {
    if (closed) {
      return -EBADF;
    }
    keep(buffer.asSlice(offset, size).toArray(ValueLayout.JAVA_BYTE));
    return size;
  }

  @Override
  public synchronized int await(int millis) {
    long end = System.nanoTime() + millis * 1_000_000L;
    try {
      while (queue.isEmpty() && !gone && !woken && !closed) {
        long left = millis < 0 ? 1_000 : (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          break;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    woken = false;
    return (queue.isEmpty() ? 0 : READABLE) | (gone ? GONE : 0);
  }

  @Override
  public synchronized boolean waitInRead(boolean on) {
    waits = on && canWait;
    return waits;
  }

  @Override
  public synchronized void wake() {
    woken = true;
    notifyAll();
  }

  @Override
  public synchronized void close() {
    closed = true;
    wake();
  }
}
