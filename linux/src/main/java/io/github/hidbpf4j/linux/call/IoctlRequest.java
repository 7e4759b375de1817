package io.github.hidbpf4j.linux.call;

/**
 * Requests of ioctls, numbered as in Linux 6.12 {@code include/uapi/asm-generic/ioctl.h}: direction
 * in bits 30 and 31, size from bit 16, type from bit 8, number from bit 0. Source: {@code
 * include/uapi/linux/hidraw.h}, {@code include/uapi/linux/input.h}.
 */
public enum IoctlRequest {
  HIDIOCGRDESCSIZE(IoctlRequest.READ, 'H', 0x01),
  HIDIOCGRDESC(IoctlRequest.READ, 'H', 0x02),
  HIDIOCSFEATURE(IoctlRequest.READ | IoctlRequest.WRITE, 'H', 0x06),
  HIDIOCGFEATURE(IoctlRequest.READ | IoctlRequest.WRITE, 'H', 0x07),
  HIDIOCSINPUT(IoctlRequest.READ | IoctlRequest.WRITE, 'H', 0x09),
  HIDIOCGINPUT(IoctlRequest.READ | IoctlRequest.WRITE, 'H', 0x0a),
  HIDIOCSOUTPUT(IoctlRequest.READ | IoctlRequest.WRITE, 'H', 0x0b),
  HIDIOCGOUTPUT(IoctlRequest.READ | IoctlRequest.WRITE, 'H', 0x0c),
  EVIOCGID(IoctlRequest.READ, 'E', 0x02),
  EVIOCSREP(IoctlRequest.WRITE, 'E', 0x03),
  EVIOCGNAME(IoctlRequest.READ, 'E', 0x06),
  EVIOCGPHYS(IoctlRequest.READ, 'E', 0x07),
  EVIOCGUNIQ(IoctlRequest.READ, 'E', 0x08),
  EVIOCGKEY(IoctlRequest.READ, 'E', 0x18),
  /** For the first axis; those of the other axes follow. */
  EVIOCGABS(IoctlRequest.READ, 'E', 0x40),
  EVIOCGRAB(IoctlRequest.WRITE, 'E', 0x90),
  EVIOCSCLOCKID(IoctlRequest.WRITE, 'E', 0xa0);

  private static final int WRITE = 1;
  private static final int READ = 2;

  /** Maximum of the size field. */
  public static final int SIZE_MAX = 0x3fff;

  private final long base;

  IoctlRequest(int direction, char type, int number) {
    base = (long) direction << 30 | (long) type << 8 | number;
  }

  /** One of consecutive requests: the number of the first one plus an index. */
  long number(int size, int index) {
    return number(size) + index;
  }

  /** The request's number for memory of this size. */
  long number(int size) {
    if (size < 0 || size > SIZE_MAX) {
      throw new IllegalArgumentException(this + " of " + size + " bytes");
    }
    return base | (long) size << 16;
  }
}
