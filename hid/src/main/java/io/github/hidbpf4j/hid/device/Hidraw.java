package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.time.BinarySemaphore;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A hidraw node ({@code drivers/hid/hidraw.c}): raw access for user space. It lives from one bind
 * of the driver to the next unbind; a re-probe creates a new one. Open it with {@link #open}.
 */
public final class Hidraw {
  private static final HidrawFile[] NO_FILES = {};

  private final HidDevice device;
  private final int minor;
  private final BinarySemaphore lock;
  private volatile HidrawFile[] files = NO_FILES;
  private volatile boolean exists = true;

  Hidraw(HidDevice device, int minor) {
    this.device = device;
    this.minor = minor;
    this.lock = device.bus().scheduler().newSemaphore("lock of hidraw" + minor);
  }

  /** The device behind it. */
  public HidDevice device() {
    return device;
  }

  /** Its number: {@code N} of {@code /dev/hidrawN}. */
  public int minor() {
    return minor;
  }

  /** {@code hidrawN}. */
  public String name() {
    return "hidraw" + minor;
  }

  /** Whether it exists; false after re-probe or destruction of the device. */
  public boolean exists() {
    return exists;
  }

  /** Opens it without a listener: poll the file instead. */
  public @Nullable HidrawFile open() {
    return open(HidrawListener.none());
  }

  /**
   * Opens it. The first opener opens the transport.
   *
   * @return null when the node does not exist any more (-ENODEV) or the transport does not open
   */
  public @Nullable HidrawFile open(HidrawListener listener) {
    if (!lock.acquire()) {
      return null;
    }
    try {
      if (!exists || (files.length == 0 && device.hwOpen() < 0)) {
        return null;
      }
      HidrawFile file = new HidrawFile(this, device.bus().nextSource(), listener);
      HidrawFile[] more = Arrays.copyOf(files, files.length + 1);
      more[files.length] = file;
      files = more;
      return file;
    } finally {
      lock.release();
    }
  }

  void release(HidrawFile file) {
    // False when the transport's own open or close led here, because this thread already holds the
    // lock.
    boolean locked = lock.acquire();
    try {
      HidrawFile[] rest =
          Arrays.stream(files).filter(other -> other != file).toArray(HidrawFile[]::new);
      files = rest;
      if (rest.length > 0) {
        return;
      }
      if (exists) {
        device.hwClose();
      } else {
        device.bus().freeHidraw(this);
      }
    } finally {
      if (locked) {
        lock.release();
      }
    }
  }

  /** Called when the driver is unbound: readers get the queued reports, then -EIO. */
  void disconnect() {
    HidrawFile[] open;
    boolean locked = lock.acquire();
    try {
      exists = false;
      open = files;
      if (open.length > 0) {
        device.hwClose();
      } else {
        device.bus().freeHidraw(this);
      }
    } finally {
      if (locked) {
        lock.release();
      }
    }
    for (HidrawFile file : open) {
      file.hangup();
    }
  }

  /** {@code hidraw_report_event}. */
  void deliver(ReportView report, @Nullable HidObserver observer) {
    for (HidrawFile file : files) {
      if (file.isRevoked()) {
        continue;
      }
      boolean taken = file.take(report);
      boolean queued = taken || file.push(report);
      if (observer != null) {
        observer.delivered(device, file, report, queued);
      }
      if (queued && !taken) {
        file.notifyReadable();
      }
    }
  }
}
