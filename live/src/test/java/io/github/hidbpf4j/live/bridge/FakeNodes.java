package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.linux.node.DeviceNode;
import io.github.hidbpf4j.linux.node.EvdevNode;
import io.github.hidbpf4j.linux.node.HidrawNode;
import io.github.hidbpf4j.linux.node.UhidNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Fakes of a device, of uhid and of the kernel's drivers behind it. */
public final class FakeNodes implements Nodes {
  public final Hidraw hidraw = new Hidraw();
  public final Uhid uhid = new Uhid();
  public final Evdev evdev = new Evdev();
  public final List<FakeNode> all = new ArrayList<>(List.of(hidraw, uhid, evdev));

  /** What happened, in order. */
  public final List<String> log = new ArrayList<>();

  private void log(String what) {
    synchronized (log) {
      log.add(what);
    }
  }

  public List<String> log() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  /** A hidraw node whose device gives prescribed answers. */
  public final class Hidraw extends FakeNode implements HidrawNode {
    public volatile byte[] answer = {};
    public volatile int result;
    public final CountDownLatch unblock = new CountDownLatch(1);
    public volatile boolean blocks;

    Hidraw() {
      super("/dev/hidraw7");
    }

    @Override
    public byte[] descriptor() {
      return new byte[0];
    }

    @Override
    public int getReport(ReportType type, MemorySegment buffer, long offset, int size) {
      log(
          "get %s %d of %d"
              .formatted(type.text(), buffer.get(ValueLayout.JAVA_BYTE, offset), size));
      block();
      if (result < 0) {
        return result;
      }
      MemorySegment.copy(answer, 0, buffer, ValueLayout.JAVA_BYTE, offset, answer.length);
      return answer.length;
    }

    @Override
    public int setReport(ReportType type, MemorySegment buffer, long offset, int size) {
      block();
      keep(buffer.asSlice(offset, size).toArray(ValueLayout.JAVA_BYTE));
      return result < 0 ? result : size;
    }

    private void block() {
      try {
        if (blocks) {
          unblock.await();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** uhid, and a driver that takes devices of some buses. */
  public final class Uhid extends FakeNode implements UhidNode {
    public volatile HidDeviceInfo created = HidDeviceInfo.of("", 0, 0, 0);
    public volatile byte[] descriptor = {};
    public volatile int refusedBus = -1;
    public volatile boolean breaksBehindTimers;
    public volatile boolean exists;

    /** How many reports came in memory that had sent one before. */
    public volatile int again;

    Uhid() {
      super("/dev/uhid");
    }

    @Override
    public int create(HidDeviceInfo info, byte[] rdesc) {
      log("create bus %d".formatted(info.bus()));
      created = info;
      descriptor = rdesc;
      exists = true;
      if (info.bus() != refusedBus) {
        queue(new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
      }
      return 0;
    }

    @Override
    public int input(MemorySegment event, int size) {
      if (breaksBehindTimers && !Thread.currentThread().getName().startsWith("hidbpf-bridge")) {
        throw new IllegalStateException("broken");
      }
      keep(event.asSlice(INPUT2_DATA, size).toArray(ValueLayout.JAVA_BYTE));
      return 0;
    }

    @Override
    public int inputAgain(MemorySegment event, int size) {
      again = again + 1;
      return input(event, size);
    }

    @Override
    public int destroy() {
      log("destroy");
      exists = false;
      return 0;
    }

    @Override
    public synchronized void close() {
      if (!isClosed()) {
        log("clone gone");
      }
      super.close();
    }
  }

  /** An event node. */
  public final class Evdev extends FakeNode implements EvdevNode {
    public volatile boolean grabbed;
    public volatile boolean keyDown;
    public volatile boolean pressedWhileGrabbing;
    public volatile int grabResult;

    Evdev() {
      super("/dev/input/event3");
    }

    @Override
    public String name() {
      return "Fake";
    }

    @Override
    public int grab(boolean on) {
      if (on && grabResult < 0) {
        return grabResult;
      }
      grabbed = on;
      log(on ? "grab" : "ungrab");
      if (on && pressedWhileGrabbing) {
        pressedWhileGrabbing = false;
        keyDown = true;
      }
      return 0;
    }

    @Override
    public boolean isAnyKeyDown() {
      return keyDown;
    }

    @Override
    public synchronized void close() {
      if (!isClosed()) {
        log("original free");
      }
      grabbed = false;
      super.close();
    }
  }

  @Override
  public HidrawNode hidraw(Path path) {
    return hidraw;
  }

  @Override
  public EvdevNode evdev(Path path) {
    return evdev;
  }

  @Override
  public UhidNode uhid() {
    return uhid;
  }

  @Override
  public boolean isStill(LiveDevice device) {
    return true;
  }

  /** Endless zeros. */
  @Override
  public DeviceNode zeros() {
    return new FakeNode("/dev/zero") {
      @Override
      public synchronized int read(MemorySegment buffer, long offset, int size) {
        buffer.asSlice(offset, size).fill((byte) 0);
        return size;
      }
    };
  }

  @Override
  public UhidNode nothing() {
    return new Nothing();
  }

  private static final class Nothing extends FakeNode implements UhidNode {
    Nothing() {
      super("/dev/null");
    }

    @Override
    public int create(HidDeviceInfo info, byte[] descriptor) {
      return -HidErrno.EINVAL;
    }

    @Override
    public int input(MemorySegment event, int size) {
      return 0;
    }

    @Override
    public int destroy() {
      return 0;
    }
  }
}
