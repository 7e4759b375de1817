package io.github.hidbpf4j.linux.call;

import java.nio.file.Path;

/**
 * What the first process of a system has to do that Java cannot. All of it needs root; results are
 * those of the system calls.
 */
public final class FirstProcess {
  private FirstProcess() {}

  /**
   * Mounts a file system that is on no device: {@code proc}, {@code sysfs}, {@code tmpfs}.
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
   * @param parameters {@code name=value}, with blanks between
   * @return 0 or a negative error number
   */
  public static int loadModule(byte[] image, String parameters) {
    return SystemCalls.initModule(image, parameters);
  }

  /**
   * Switches the machine off at once, without telling any process.
   *
   * @return a negative error number, or nothing
   */
  public static int powerOff() {
    return SystemCalls.powerOff();
  }
}
