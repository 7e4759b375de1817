package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.ShortReports;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.report.ReportBytes;
import io.github.hidbpf4j.time.BinarySemaphore;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The path of a report from the device to its readers: {@code __hid_input_report} and {@code
 * hid_report_raw_event} of Linux 6.12.117 to 7.3.4. Allocates nothing per report.
 */
final class InputPath {
  /** State of one report in progress; several are in use while a hook injects. */
  private static final class Level {
    final ReportView view = new ReportView(false);
    byte[] bytes = new byte[0];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    boolean used;

    void stage(byte[] source, int offset, int size, int bufferSize) {
      if (bytes.length < bufferSize) {
        bytes = new byte[Integer.highestOneBit(Math.max(bufferSize, 64) - 1) << 1];
        segment = MemorySegment.ofArray(bytes);
      }
      ReportBytes.copy(source, offset, bytes, 0, size);
    }
  }

  /** Why a report was dropped, in words. */
  private record Reason(String format, int reportId, int expected, int found, String text) {
    boolean isFor(String format, int reportId, int expected, int found) {
      return this.reportId == reportId
          && this.expected == expected
          && this.found == found
          && this.format.equals(format);
    }
  }

  private static final String UNDEFINED = "undefined report_id %d received";

  private final HidDevice device;
  private final BinarySemaphore lock;
  private final ShortReports shortReports;
  private @Nullable Reason lastReason;
  private Level[] levels = {new Level(), new Level()};

  InputPath(HidDevice device, BinarySemaphore lock) {
    this.device = device;
    this.lock = lock;
    this.shortReports = device.bus().rules().shortReports();
  }

  /** Why a report is refused. */
  private enum Refusal {
    NOT_HELD(HidErrno.EINVAL, "the input lock is not held"),
    BUSY(HidErrno.EBUSY, "the input lock is taken"),
    NO_DRIVER(HidErrno.ENODEV, "no driver"),
    DESTROYED(HidErrno.ENODEV, "device destroyed");

    final int error;
    final String reason;

    Refusal(int error, String reason) {
      this.error = error;
      this.reason = reason;
    }
  }

  /**
   * Processes a report of the device in memory that does not change until this returns.
   *
   * @param padded whether the buffer is known to be zero after the report
   */
  int fromDevice(
      ReportType type, MemorySegment data, long offset, int bufferSize, int size, boolean padded) {
    Refusal refusal = enter(false);
    if (refusal != null) {
      HidObserver observer = tellHooks(refusal);
      return observer == null
          ? -refusal.error
          : refuse(observer, type, ReportView.of(data, offset, size), false, refusal);
    }
    try {
      Level level = unused();
      try {
        if (padded) {
          level.view.placePadded(data, offset, bufferSize, size);
        } else {
          level.view.place(data, offset, bufferSize, size);
        }
        return pass(type, level, 0, false);
      } finally {
        level.view.clear();
      }
    } finally {
      lock.release();
    }
  }

  /** Processes a report of the device in an array, which is copied into a buffer under the lock. */
  int fromDevice(ReportType type, byte[] data, int offset, int bufferSize, int size) {
    Refusal refusal = enter(false);
    if (refusal != null) {
      HidObserver observer = tellHooks(refusal);
      if (observer == null) {
        return -refusal.error;
      }
      MemorySegment segment = MemorySegment.ofArray(data);
      return refuse(observer, type, ReportView.of(segment, offset, size), false, refusal);
    }
    try {
      Level level = unused();
      level.stage(data, offset, size, bufferSize);
      level.view.place(level.bytes, level.segment, bufferSize, size);
      return pass(type, level, 0, false);
    } finally {
      lock.release();
    }
  }

  /** Processes a report injected by a program, which may or may not already hold the lock. */
  int fromProgram(
      ReportType type,
      MemorySegment data,
      long offset,
      int bufferSize,
      int size,
      long source,
      boolean lockHeld) {
    Refusal refusal = enter(lockHeld);
    if (refusal != null) {
      HidObserver observer = device.bus().observer();
      return observer == null
          ? -refusal.error
          : refuse(observer, type, ReportView.of(data, offset, size), true, refusal);
    }
    try {
      Level level = unused();
      level.view.place(data, offset, bufferSize, size);
      return pass(type, level, source, true);
    } finally {
      if (!lockHeld) {
        lock.release();
      }
    }
  }

  /**
   * Takes the lock unless it is already held by the caller; returns null when the report is
   * accepted.
   */
  private @Nullable Refusal enter(boolean lockHeld) {
    if (lockHeld) {
      if (!lock.isHeld()) {
        return Refusal.NOT_HELD;
      }
    } else if (!lock.tryAcquire()) {
      return Refusal.BUSY;
    }
    Refusal refusal =
        !device.isBound() ? Refusal.NO_DRIVER : device.isDestroyed() ? Refusal.DESTROYED : null;
    if (refusal != null && !lockHeld) {
      lock.release();
    }
    return refusal;
  }

  /** Tells the hooks that a report of the device is lost; returns the observer. */
  private @Nullable HidObserver tellHooks(Refusal refusal) {
    if (refusal == Refusal.BUSY) {
      device.bus().hooks().eventRefused(device, -HidErrno.EBUSY);
    }
    return device.bus().observer();
  }

  private int refuse(
      HidObserver observer, ReportType type, ReportView view, boolean fromBpf, Refusal refusal) {
    observer.inputRefused(device, type, view, fromBpf, -refusal.error, refusal.reason);
    observer.inputDone(device, type, -refusal.error);
    return -refusal.error;
  }

  /** Passes the report of a level through hooks and readers. */
  private int pass(ReportType type, Level level, long source, boolean fromBpf) {
    HidObserver observer = device.bus().observer();
    int ret = -1;
    level.used = true;
    try {
      ret = dispatch(type, level.view, source, fromBpf);
      return ret;
    } finally {
      level.view.end();
      level.used = false;
      if (observer != null) {
        observer.inputDone(device, type, ret);
      }
    }
  }

  private Level unused() {
    for (Level level : levels) {
      if (!level.used) {
        return level;
      }
    }
    Level level = new Level();
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
    boolean numbered = device.isNumbered(type);
    int reportId = numbered ? view.get(0) : 0;
    int length = device.reportLength(type, reportId);
    if (length < 0) {
      return observer == null ? -1 : drop(type, view, reason(UNDEFINED, reportId, 0, 0));
    }
    return rawEvent(type, view, numbered, reportId, length);
  }

  private int drop(ReportType type, ReportView view, String reason) {
    HidObserver observer = device.bus().observer();
    if (observer != null) {
      observer.inputDropped(device, type, view, -1, reason);
    }
    return -1;
  }

  /** Processes a report that a driver read itself: only {@code hid_report_raw_event}. */
  int answer(ReportType type, ReportView view) {
    HidObserver observer = device.bus().observer();
    int ret = rawEvent(type, view);
    if (observer != null) {
      observer.inputDone(device, type, ret);
    }
    return ret;
  }

  /** Looks up the report by its id. */
  private int rawEvent(ReportType type, ReportView view) {
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
    return length < 0 ? 0 : rawEvent(type, view, numbered, reportId, length);
  }

  /** Checks the length and passes the report to hidraw. */
  private int rawEvent(
      ReportType type, ReportView view, boolean numbered, int reportId, int length) {
    int size = view.size();
    int bufferSize = view.bufferSize();
    if (bufferSize < size) {
      return tooShort(
          type,
          view,
          "Event data for report %d is incorrect (%d vs %d)",
          reportId,
          size,
          bufferSize);
    }
    if (size < length) {
      int idBytes = numbered ? 1 : 0;
      int payload = Math.min(length, device.transport().maxBufferSize()) - idBytes;
      int have = size - idBytes;
      if (have < payload && !shortReports.isLetIn(payload + idBytes, bufferSize)) {
        int found = bufferSize - idBytes < payload ? bufferSize - idBytes : have;
        return tooShort(
            type,
            view,
            "Event data for report %d was too short (%d vs %d)",
            reportId,
            payload,
            found);
      }
      view.zero(size, payload + idBytes);
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

  /** Text for the reason of a drop; usually the same as the previous one, which is cached. */
  private String reason(String format, int reportId, int expected, int found) {
    Reason last = lastReason;
    if (last == null || !last.isFor(format, reportId, expected, found)) {
      String text =
          reportId == Integer.MIN_VALUE
              ? String.format(Locale.ROOT, format, expected, found)
              : String.format(Locale.ROOT, format, reportId, expected, found);
      last = new Reason(format, reportId, expected, found, text);
      lastReason = last;
    }
    return last.text;
  }

  private int tooShort(
      ReportType type, ReportView view, String format, int reportId, int expected, int found) {
    HidObserver observer = device.bus().observer();
    if (observer != null) {
      String reason = reason(format, reportId, expected, found);
      observer.rawEvent(device, type, view, -HidErrno.EINVAL, reason);
      observer.log(device, reason);
    }
    return -HidErrno.EINVAL;
  }
}
