package io.github.hidbpf4j.live.recorder;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.linux.call.SystemError;
import io.github.hidbpf4j.linux.node.HidrawNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;

/** A hidraw node whose reports a test queues. */
final class QueuedHidraw implements HidrawNode {
  private final String path;
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private boolean gone;
  private boolean woken;
  private boolean closed;

  QueuedHidraw(String path) {
    this.path = path;
  }

  synchronized void send(int... report) {
    byte[] bytes = new byte[report.length];
    for (int i = 0; i < report.length; i++) {
      bytes[i] = (byte) report[i];
    }
    queue.add(bytes);
    notifyAll();
  }

  synchronized void unplug() {
    gone = true;
    notifyAll();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public byte[] descriptor() {
    return new byte[0];
  }

  @Override
  public synchronized int read(MemorySegment buffer, long offset, int size) {
    byte[] report = queue.poll();
    if (report == null) {
      return gone ? SystemError.EIO.result() : SystemError.EAGAIN.result();
    }
    MemorySegment.copy(report, 0, buffer, ValueLayout.JAVA_BYTE, offset, report.length);
    return report.length;
  }

  @Override
  public synchronized int await(int millis) {
    boolean interrupted = false;
    while (queue.isEmpty() && !gone && !woken && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    woken = false;
    return (queue.isEmpty() ? 0 : READABLE) | (gone || closed ? GONE : 0);
  }

  @Override
  public synchronized void wake() {
    woken = true;
    notifyAll();
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  @Override
  public int write(MemorySegment buffer, long offset, int size) {
    throw new AssertionError("a recorder writes to no device");
  }

  @Override
  public int getReport(ReportType type, MemorySegment buffer, long offset, int size) {
    throw new AssertionError("a recorder asks no device");
  }

  @Override
  public int setReport(ReportType type, MemorySegment buffer, long offset, int size) {
    throw new AssertionError("a recorder asks no device");
  }
}
