package io.github.hidbpf4j.hid.device;

/**
 * Error numbers of the HID core (Linux 6.12 {@code include/uapi/asm-generic/errno*.h}), positive.
 * Results carry them negated: {@code -HidErrno.EIO}.
 */
public final class HidErrno {
  /** Operation not permitted; also the HID core's answer to an empty or an undefined report. */
  public static final int EPERM = 1;

  /** Interrupted. */
  public static final int EINTR = 4;

  /** Input/output error. */
  public static final int EIO = 5;

  /** Nothing to read now. */
  public static final int EAGAIN = 11;

  /** The input lock is taken. */
  public static final int EBUSY = 16;

  /** No such device, or no longer. */
  public static final int ENODEV = 19;

  /** Invalid argument. */
  public static final int EINVAL = 22;

  /** Waiting would never end. */
  public static final int EDEADLK = 35;

  /** The transport has no such call. */
  public static final int ENOSYS = 38;

  /** Exists already. */
  public static final int EALREADY = 114;

  private HidErrno() {}

  /** A result as text: {@code "-EIO"}, or the number itself. */
  public static String name(long result) {
    return switch ((int) -result) {
      case EPERM -> "-EPERM";
      case EINTR -> "-EINTR";
      case EIO -> "-EIO";
      case EAGAIN -> "-EAGAIN";
      case EBUSY -> "-EBUSY";
      case ENODEV -> "-ENODEV";
      case EINVAL -> "-EINVAL";
      case EDEADLK -> "-EDEADLK";
      case ENOSYS -> "-ENOSYS";
      case EALREADY -> "-EALREADY";
      default -> Long.toString(result);
    };
  }
}
