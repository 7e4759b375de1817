package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.time.BinarySemaphore;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The way of a report from the device to its readers: {@code __hid_input_report} and {@code
 * hid_report_raw_event} of Linux 6.12.117. Allocates nothing per report.
 */
final class InputPath {
  /** What one report on its way needs; more than one is in use while a hook injects. */
  private static final class Level {
    final ReportView view = new ReportView(false);
    byte[] bytes = new byte[0];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    boolean used;

    void stage(byte[] source, int offset, int size) {
      if (bytes.length < size) {
        bytes = new byte[Integer.highestOneBit(Math.max(size, 64) - 1) << 1];
        segment = MemorySegment.ofArray(bytes);
      }
      System.arraycopy(source, offset, bytes, 0, size);
    }
  }

  private final HidDevice device;
  private final BinarySemaphore lock;
  private Level[] levels = {new Level(), new Level()};

  InputPath(HidDevice device, BinarySemaphore lock) {
    this.device = device;
    this.lock = lock;
  }

  /** One of {@code segment} and {@code bytes} is there; bytes are copied under the lock. */
  int report(
      ReportType type,
      @Nullable MemorySegment segment,
      byte @Nullable [] bytes,
      long offset,
      int bufferSize,
      int size,
      long source,
      boolean fromBpf,
      boolean lockHeld) {
    if (lockHeld) {
      if (!lock.isHeld()) {
        return refuse(type, size, -HidErrno.EINVAL, "the input lock is not held");
      }
    } else if (!lock.tryAcquire()) {
      if (!fromBpf) {
        device.bus().hooks().eventRefused(device, -HidErrno.EBUSY);
      }
      return refuse(type, size, -HidErrno.EBUSY, "the input lock is taken");
    }
    try {
      if (!device.isBound()) {
        return refuse(type, size, -HidErrno.ENODEV, "no driver");
      }
      if (device.isDestroyed()) {
        return refuse(type, size, -HidErrno.ENODEV, "device destroyed");
      }
      Level level = take();
      try {
        if (bytes != null) {
          level.stage(bytes, (int) offset, size);
          level.view.place(level.segment, 0, bufferSize, size);
        } else if (segment != null) {
          level.view.place(segment, offset, bufferSize, size);
        }
        return dispatch(type, level.view, source, fromBpf);
      } finally {
        level.view.clear();
        level.used = false;
      }
    } finally {
      if (!lockHeld) {
        lock.release();
      }
    }
  }

  private Level take() {
    for (Level level : levels) {
      if (!level.used) {
        level.used = true;
        return level;
      }
    }
    Level level = new Level();
    level.used = true;
    levels = Arrays.copyOf(levels, levels.length + 1);
    levels[levels.length - 1] = level;
    return level;
  }

  private int dispatch(ReportType type, ReportView view, long source, boolean fromBpf) {
    HidBus bus = device.bus();
    HidObserver observer = bus.observer();
    if (observer != null) {
      observer.input(device, type, view, source, fromBpf);
    }
    int ret = Math.min(0, bus.hooks().deviceEvent(device, type, view, source, fromBpf));
    if (observer != null) {
      observer.eventDispatched(device, type, view, fromBpf, ret);
    }
    if (ret < 0) {
      return ret;
    }
    if (view.size() == 0 || view.bufferSize() == 0) {
      return drop(type, view, "empty report");
    }
    int reportId = device.isNumbered(type) ? view.get(0) : 0;
    if (device.reportLength(type, reportId) < 0) {
      return observer == null
          ? -1
          : drop(type, view, "undefined report_id " + reportId + " received");
    }
    return rawEvent(type, view);
  }

  private int refuse(ReportType type, int size, int ret, String reason) {
    HidObserver observer = device.bus().observer();
    if (observer != null) {
      observer.inputRefused(device, type, size, ret, reason);
    }
    return ret;
  }

  private int drop(ReportType type, ReportView view, String reason) {
    HidObserver observer = device.bus().observer();
    if (observer != null) {
      observer.inputDropped(device, type, view, -1, reason);
    }
    return -1;
  }

  /** Checks the length and hands the report to hidraw. */
  int rawEvent(ReportType type, ReportView view) {
    boolean numbered = device.isNumbered(type);
    int size = view.size();
    int bufferSize = view.bufferSize();
    if (numbered && (size < 1 || bufferSize < 1)) {
      return tooShort(
          type,
          view,
          "Event data for numbered report is too short (%d vs %d)",
          Integer.MIN_VALUE,
          size,
          bufferSize);
    }
    int reportId = numbered ? view.get(0) : 0;
    int length = device.reportLength(type, reportId);
    if (length < 0) {
      return 0;
    }
    if (bufferSize < size) {
      return tooShort(
          type,
          view,
          "Event data for report %d is incorrect (%d vs %d)",
          reportId,
          size,
          bufferSize);
    }
    int idBytes = numbered ? 1 : 0;
    int payload = Math.min(length, device.transport().maxBufferSize()) - idBytes;
    int have = size - idBytes;
    if (have < payload) {
      int found = bufferSize - idBytes < payload ? bufferSize - idBytes : have;
      return tooShort(
          type,
          view,
          "Event data for report %d was too short (%d vs %d)",
          reportId,
          payload,
          found);
    }
    HidObserver observer = device.bus().observer();
    if (observer != null) {
      observer.rawEvent(device, type, view, 0, null);
    }
    Hidraw node = device.hidraw();
    if (node != null) {
      node.deliver(view, observer);
    }
    return 0;
  }

  private int tooShort(
      ReportType type, ReportView view, String format, int reportId, int expected, int found) {
    HidObserver observer = device.bus().observer();
    if (observer != null) {
      String reason =
          reportId == Integer.MIN_VALUE
              ? String.format(java.util.Locale.ROOT, format, expected, found)
              : String.format(java.util.Locale.ROOT, format, reportId, expected, found);
      observer.rawEvent(device, type, view, -HidErrno.EINVAL, reason);
      observer.log(device, reason);
    }
    return -HidErrno.EINVAL;
  }
}
