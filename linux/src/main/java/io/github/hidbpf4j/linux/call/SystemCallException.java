package io.github.hidbpf4j.linux.call;

import io.github.hidbpf4j.hid.HidException;

/**
 * Thrown when a system call fails where failures are not part of normal operation. The message is
 * {@code open /dev/hidraw3: EACCES (permission denied; what to do)}.
 */
public final class SystemCallException extends HidException {
  private static final long serialVersionUID = 1L;

  private final int result;

  /**
   * @param call name of the call, or of the ioctl: {@code open}, {@code HIDIOCGRDESC}
   * @param path of the file
   * @param result the error number, negated
   */
  public SystemCallException(String call, String path, int result) {
    super(call + " " + path + ": " + SystemError.text(result, Remedy.of(call, path, result)));
    this.result = result;
  }

  /** The error number, negated, as calls return it. */
  public int result() {
    return result;
  }

  /** Whether it is this error. */
  public boolean is(SystemError error) {
    return result == error.result();
  }
}
