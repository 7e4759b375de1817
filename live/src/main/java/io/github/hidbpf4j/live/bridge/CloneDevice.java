package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.device.ReportView;
import io.github.hidbpf4j.linux.node.DeviceNode;
import io.github.hidbpf4j.linux.node.UhidNode;
import io.github.hidbpf4j.live.bridge.CloneEvent.Lifecycle;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The device that applications use instead of the original, made by uhid. The kernel's drivers
 * treat it as any other; its thread reads their requests.
 */
final class CloneDevice implements AutoCloseable {
  private final UhidNode uhid;
  private final CloneRequests requests;
  private final ReportEvent input = new ReportEvent();

  private boolean started;
  private volatile boolean closed;

  CloneDevice(String name, UhidNode uhid, CloneRequests.Performer performer) {
    this.uhid = uhid;
    this.requests = new CloneRequests(name, uhid, performer);
    requests.start();
    Thread _ = Thread.ofPlatform().daemon().name("hidbpf-clone " + name).start(this::run);
  }

  /**
   * Creates the device, and waits until a driver is bound to it.
   *
   * @param millis how long to wait at most
   * @return whether one is
   * @throws BridgeException if uhid rejects it
   */
  boolean create(HidDeviceInfo info, byte[] descriptor, long millis) {
    int ret = uhid.create(info, descriptor);
    if (ret < 0) {
      throw new BridgeException(
          "%s: cannot create %s: %s".formatted(uhid.path(), info.name(), HidErrno.name(ret)));
    }
    return awaitStart(millis);
  }

  private synchronized boolean awaitStart(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    try {
      for (long left = millis; !started && left > 0; ) {
        wait(left);
        left = (end - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return started;
  }

  /** Destroys the device; another one may be created. */
  void destroy() {
    int _ = uhid.destroy();
    synchronized (this) {
      started = false;
    }
  }

  /** The number of requests that the original did not answer in time. */
  long lateRequests() {
    return requests.late();
  }

  /** The number of output reports that were lost because too many waited. */
  long lostOutputs() {
    return requests.lost();
  }

  /**
   * Sends a report; one at a time.
   *
   * @param size how long it is to be: zeros follow a shorter one
   * @return 0 or a negative error number
   */
  int input(ReportView report, int size) {
    return input.send(uhid, report, size);
  }

  private void run() {
    MemorySegment event = Arena.ofAuto().allocate(UhidNode.EVENT_SIZE);
    while (!closed) {
      int ready = uhid.await(requests.expire(System.nanoTime()));
      if ((ready & DeviceNode.READABLE) != 0) {
        int size = uhid.read(event, 0, UhidNode.EVENT_SIZE);
        if (size > 0) {
          take(CloneEvent.read(event));
        }
      } else if ((ready & DeviceNode.GONE) != 0) {
        return;
      }
    }
  }

  private void take(@Nullable CloneEvent wanted) {
    switch (wanted) {
      case null -> {}
      case Lifecycle step -> lifecycle(step);
      default -> requests.add(wanted, System.nanoTime());
    }
  }

  private synchronized void lifecycle(Lifecycle step) {
    switch (step) {
      case START -> started = true;
      case STOP -> started = false;
    }
    notifyAll();
  }

  /** Destroys the device for good: the kernel releases its pressed keys. */
  @Override
  public void close() {
    closed = true;
    requests.close();
    uhid.close();
  }
}
