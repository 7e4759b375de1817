package io.github.hidbpf4j.live.device;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.linux.call.SystemCallException;
import io.github.hidbpf4j.linux.call.SystemError;
import io.github.hidbpf4j.linux.device.OpenEvdev;
import io.github.hidbpf4j.linux.device.OpenHidraw;
import io.github.hidbpf4j.linux.device.OpenUhid;
import io.github.hidbpf4j.linux.device.UhidEvent;
import io.github.hidbpf4j.linux.node.DeviceNode;
import io.github.hidbpf4j.linux.node.EvdevNode;
import io.github.hidbpf4j.linux.node.HidrawNode;
import io.github.hidbpf4j.linux.node.UhidNode;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.bridge.Nodes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * Nodes of a device that does not exist, for the training run of Java's AOT cache: it sends some
 * reports, which are zeros, and then is unplugged. Behind them are the real classes with {@code
 * /dev/zero} and {@code /dev/null}, so that the code of system calls is exercised as well.
 */
public final class TrainingNodes implements Nodes {
  private static final Path ZEROS = Path.of("/dev/zero");
  private static final Path NOTHING = Path.of("/dev/null");

  /** How many reports the device sends. */
  public static final int REPORTS = 16;

  private static final int REPORT_SIZE = 64;

  @Override
  public HidrawNode hidraw(Path path) {
    return new Hidraw(OpenHidraw.open(ZEROS));
  }

  @Override
  public EvdevNode evdev(Path path) {
    return new Evdev(OpenEvdev.open(NOTHING));
  }

  @Override
  public UhidNode uhid() {
    return new Uhid(OpenUhid.open(NOTHING));
  }

  @Override
  public boolean isStill(LiveDevice device) {
    return true;
  }

  @Override
  public DeviceNode zeros() {
    return OpenHidraw.open(ZEROS);
  }

  @Override
  public UhidNode nothing() {
    return OpenUhid.open(NOTHING);
  }

  /** Passes everything on to a real node. */
  private static class Passing implements DeviceNode {
    private final DeviceNode real;

    Passing(DeviceNode real) {
      this.real = real;
    }

    @Override
    public String path() {
      return real.path();
    }

    @Override
    public int read(MemorySegment buffer, long offset, int size) {
      return real.read(buffer, offset, size);
    }

    @Override
    public int write(MemorySegment buffer, long offset, int size) {
      return real.write(buffer, offset, size);
    }

    @Override
    public int await(int millis) {
      return real.await(0);
    }

    @Override
    public void wake() {
      real.wake();
    }

    @Override
    public void close() {
      real.close();
    }
  }

  /** Sends a report whenever somebody waits for one without limit. */
  private static final class Hidraw extends Passing implements HidrawNode {
    private final OpenHidraw real;
    private int left = REPORTS;
    private boolean ready;

    Hidraw(OpenHidraw real) {
      super(real);
      this.real = real;
    }

    @Override
    public int await(int millis) {
      int _ = super.await(millis);
      if (millis >= 0) {
        return 0;
      }
      ready = left-- > 0;
      return ready ? READABLE : GONE;
    }

    /** What a bridge's thread does before it reads; the reports come by {@link #await}. */
    @Override
    public boolean waitInRead(boolean on) {
      boolean _ = real.waitInRead(on);
      return false;
    }

    @Override
    public int read(MemorySegment buffer, long offset, int size) {
      if (!ready) {
        return SystemError.EAGAIN.result();
      }
      ready = false;
      return super.read(buffer, offset, Math.min(size, REPORT_SIZE));
    }

    @Override
    public byte[] descriptor() {
      return new byte[0];
    }

    @Override
    public int getReport(ReportType type, MemorySegment buffer, long offset, int size) {
      return real.getReport(type, buffer, offset, size);
    }

    @Override
    public int setReport(ReportType type, MemorySegment buffer, long offset, int size) {
      return real.setReport(type, buffer, offset, size);
    }
  }

  /** Says once that a driver has started the clone. */
  private static final class Uhid extends Passing implements UhidNode {
    private final OpenUhid real;
    private boolean starting;
    private boolean closed;

    Uhid(OpenUhid real) {
      super(real);
      this.real = real;
    }

    @Override
    public int create(HidDeviceInfo info, byte[] descriptor) {
      int result = real.create(info, descriptor);
      synchronized (this) {
        starting = true;
        notifyAll();
      }
      return result;
    }

    @Override
    public synchronized int await(int millis) {
      int _ = super.await(millis);
      try {
        while (!starting && !closed) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return GONE;
      }
      return closed ? GONE : READABLE;
    }

    @Override
    public synchronized int read(MemorySegment buffer, long offset, int size) {
      int _ = super.read(buffer, offset, size);
      starting = false;
      buffer.set(ValueLayout.JAVA_INT_UNALIGNED, offset, UhidEvent.UHID_START);
      return UhidEvent.SET_REPORT_DATA;
    }

    @Override
    public int input(MemorySegment event, int size) {
      return real.input(event, size);
    }

    @Override
    public int destroy() {
      return real.destroy();
    }

    @Override
    public void close() {
      synchronized (this) {
        closed = true;
        notifyAll();
      }
      super.close();
    }
  }

  /** Has no keys, and lets itself be grabbed. */
  private static final class Evdev extends Passing implements EvdevNode {
    private final OpenEvdev real;

    Evdev(OpenEvdev real) {
      super(real);
      this.real = real;
    }

    @Override
    public String name() {
      return "";
    }

    @Override
    public int grab(boolean on) {
      int _ = real.grab(on);
      return 0;
    }

    @Override
    public boolean isAnyKeyDown() {
      try {
        return real.isAnyKeyDown();
      } catch (SystemCallException e) {
        return false;
      }
    }
  }
}
