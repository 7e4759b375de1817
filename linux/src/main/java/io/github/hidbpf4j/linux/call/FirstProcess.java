package io.github.hidbpf4j.linux.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;

/**
 * System calls that the first process of a system needs and Java lacks. All need root; results are
 * those of the system calls.
 */
public final class FirstProcess {
  // Linux include/uapi/asm-generic/ioctls.h, termbits.h
  private static final long TCGETS = 0x5401;
  private static final long TCSETS = 0x5402;
  private static final int TERMIOS_SIZE = 36;
  private static final int C_IFLAG = 0;
  private static final int C_OFLAG = 4;
  private static final int C_LFLAG = 12;
  private static final int C_CC = 17;
  private static final int VTIME = 5;
  private static final int VMIN = 6;

  private FirstProcess() {}

  /**
   * Mounts a file system without a device: {@code proc}, {@code sysfs}, {@code tmpfs}.
   *
   * @return 0 or a negative error number
   */
  public static int mount(String type, Path folder) {
    return SystemCalls.mount(type, folder.toString());
  }

  /**
   * Loads a kernel module, on x86-64.
   *
   * @param image of the module, not compressed
   * @param parameters {@code name=value}, separated by spaces
   * @return 0 or a negative error number
   */
  public static int loadModule(byte[] image, String parameters) {
    return SystemCalls.initModule(image, parameters);
  }

  /**
   * Removes a kernel module that nothing uses, on x86-64.
   *
   * @return 0 or a negative error number
   */
  public static int unloadModule(String module) {
    return SystemCalls.deleteModule(module);
  }

  /**
   * Switches a terminal to raw mode, in which it passes bytes unmodified in both directions, for as
   * long as this process lives.
   *
   * @return 0 or a negative error number
   */
  public static int makeRaw(Path terminal) {
    int fd = SystemCalls.open(terminal.toString(), SystemCalls.O_RDWR | SystemCalls.O_NOCTTY);
    if (fd < 0) {
      return fd;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment settings = arena.allocate(TERMIOS_SIZE, Integer.BYTES);
      int result = SystemCalls.ioctl(fd, TCGETS, settings, 0, TERMIOS_SIZE);
      if (result < 0) {
        SystemCalls.close(fd);
        return result;
      }
      for (int flags : List.of(C_IFLAG, C_OFLAG, C_LFLAG)) {
        settings.set(ValueLayout.JAVA_INT, flags, 0);
      }
      settings.set(ValueLayout.JAVA_BYTE, C_CC + VTIME, (byte) 0);
      settings.set(ValueLayout.JAVA_BYTE, C_CC + VMIN, (byte) 1);
      // It stays open: a terminal that nobody has open may lose its settings.
      return SystemCalls.ioctl(fd, TCSETS, settings, 0, TERMIOS_SIZE);
    }
  }

  /**
   * Switches the machine off at once, without notifying any process.
   *
   * @return a negative error number, or nothing
   */
  public static int powerOff() {
    return SystemCalls.powerOff();
  }
}
