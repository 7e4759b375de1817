package io.github.hidbpf4j.linux.device;

import io.github.hidbpf4j.hid.input.AbsInfo;
import io.github.hidbpf4j.hid.input.InputId;
import io.github.hidbpf4j.linux.call.DeviceText;
import io.github.hidbpf4j.linux.call.IoctlRequest;
import io.github.hidbpf4j.linux.call.OpenFile;
import io.github.hidbpf4j.linux.call.SystemCallException;
import io.github.hidbpf4j.linux.call.SystemError;
import io.github.hidbpf4j.linux.node.EvdevNode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * An event node (Linux 6.12 {@code drivers/input/evdev.c}). Strings from devices have no control
 * characters, as in {@link DeviceText}. Queued events are lost when the device goes.
 */
public final class OpenEvdev extends OpenFile implements EvdevNode {
  /** A bit for each key up to KEY_MAX, 0x2ff. */
  private static final int KEY_BYTES = 0x300 / Byte.SIZE;

  private static final int STRING_MAX = 256;
  private static final int CLOCK_MONOTONIC = 1;
  private static final int ID_BYTES = 8;
  private static final int ABS_BYTES = 6 * Integer.BYTES;

  private final MemorySegment keys = Arena.ofAuto().allocate(KEY_BYTES, Long.BYTES);

  private OpenEvdev(int fd, String path) {
    super(fd, path);
  }

  /**
   * Opens a node for reading, which is enough for a grab.
   *
   * @throws SystemCallException if it cannot be opened
   */
  public static OpenEvdev open(Path path) {
    return new OpenEvdev(openForReading(path), path.toString());
  }

  /**
   * Opens a node for reading, and for sending events to the device.
   *
   * @throws SystemCallException if it cannot be opened
   */
  public static OpenEvdev openToWrite(Path path) {
    return new OpenEvdev(openForBoth(path), path.toString());
  }

  /** Takes over an open file; pipes and sockets work except for ioctls. */
  public static OpenEvdev over(int fd, String path) {
    return new OpenEvdev(fd, path);
  }

  @Override
  public String name() {
    return string(IoctlRequest.EVIOCGNAME);
  }

  /** The physical path of the device: EVIOCGPHYS; empty if it has none. */
  public String phys() {
    return string(IoctlRequest.EVIOCGPHYS);
  }

  /** The unique string of the device: EVIOCGUNIQ; empty if it has none. */
  public String uniq() {
    return string(IoctlRequest.EVIOCGUNIQ);
  }

  /** The ids: EVIOCGID. */
  public InputId id() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(ID_BYTES, Short.BYTES);
      int result = ioctl(IoctlRequest.EVIOCGID, memory, 0, ID_BYTES);
      if (result < 0) {
        throw new SystemCallException(IoctlRequest.EVIOCGID.name(), path(), result);
      }
      return new InputId(
          unsigned(memory, 0), unsigned(memory, 1), unsigned(memory, 2), unsigned(memory, 3));
    }
  }

  /**
   * The range of an axis: EVIOCGABS.
   *
   * @param code of the axis, such as ABS_X, which the device must have
   */
  public AbsInfo axis(int code) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(ABS_BYTES, Integer.BYTES);
      int result = ioctl(IoctlRequest.EVIOCGABS, code, memory, ABS_BYTES);
      if (result < 0) {
        throw new SystemCallException(IoctlRequest.EVIOCGABS.name(), path(), result);
      }
      // struct input_absinfo: value, minimum, maximum, fuzz, flat, resolution
      int[] fields = memory.toArray(ValueLayout.JAVA_INT);
      return new AbsInfo(code, fields[1], fields[2], fields[3], fields[4], fields[5]);
    }
  }

  /**
   * Sets how held keys repeat: EVIOCSREP. Readers get this as two events of EV_REP.
   *
   * @param delay milliseconds until the first repetition; 0 for never, then also for the period
   * @return 0 or a negative error number: {@code -ENOSYS} if keys do not repeat at all
   */
  public int setRepeat(int delay, int period) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_INT, delay, period);
      return ioctl(IoctlRequest.EVIOCSREP, memory, 0, 2 * Integer.BYTES);
    }
  }

  /**
   * Makes events of this file carry times of CLOCK_MONOTONIC, which {@link System#nanoTime} uses:
   * EVIOCSCLOCKID.
   *
   * @throws SystemCallException if the node is gone
   */
  public void useMonotonicTime() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_INT, CLOCK_MONOTONIC);
      int result = ioctl(IoctlRequest.EVIOCSCLOCKID, memory, 0, Integer.BYTES);
      if (result < 0) {
        throw new SystemCallException(IoctlRequest.EVIOCSCLOCKID.name(), path(), result);
      }
    }
  }

  private static int unsigned(MemorySegment memory, int index) {
    return memory.getAtIndex(ValueLayout.JAVA_SHORT, index) & 0xffff;
  }

  private String string(IoctlRequest request) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(STRING_MAX);
      int result = ioctl(request, memory, 0, STRING_MAX);
      if (result == SystemError.ENOENT.result()) {
        return "";
      }
      if (result < 0) {
        throw new SystemCallException(request.name(), path(), result);
      }
      // A longer name is truncated, without a NUL at its end.
      byte[] bytes = memory.toArray(ValueLayout.JAVA_BYTE);
      int length = 0;
      while (length < bytes.length && bytes[length] != 0) {
        length++;
      }
      return DeviceText.printable(new String(bytes, 0, length, StandardCharsets.UTF_8));
    }
  }

  @Override
  public int grab(boolean on) {
    return ioctl(IoctlRequest.EVIOCGRAB, on ? 1 : 0);
  }

  @Override
  public synchronized boolean isAnyKeyDown() {
    if (ioctl(IoctlRequest.EVIOCGKEY, keys, 0, KEY_BYTES) < 0) {
      return false;
    }
    for (int i = 0; i < KEY_BYTES / Long.BYTES; i++) {
      if (keys.getAtIndex(ValueLayout.JAVA_LONG, i) != 0) {
        return true;
      }
    }
    return false;
  }
}
