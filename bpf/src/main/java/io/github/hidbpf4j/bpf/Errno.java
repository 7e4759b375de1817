package io.github.hidbpf4j.bpf;

/**
 * Error numbers as programs see them, negated in results (Linux 6.12 {@code
 * include/uapi/asm-generic/errno*.h}). {@link #ENOTSUPP} is the kernel-internal one.
 */
public enum Errno {
  EPERM(1),
  ENOENT(2),
  ESRCH(3),
  EINTR(4),
  EIO(5),
  ENXIO(6),
  E2BIG(7),
  EBADF(9),
  EAGAIN(11),
  ENOMEM(12),
  EACCES(13),
  EFAULT(14),
  EBUSY(16),
  EEXIST(17),
  EXDEV(18),
  ENODEV(19),
  ENOTDIR(20),
  EINVAL(22),
  ENOSPC(28),
  EROFS(30),
  EDOM(33),
  ERANGE(34),
  EDEADLK(35),
  ENAMETOOLONG(36),
  ENOSYS(38),
  ELOOP(40),
  ENODATA(61),
  ETIME(62),
  EPROTO(71),
  EBADMSG(74),
  EOVERFLOW(75),
  EOPNOTSUPP(95),
  ETIMEDOUT(110),
  EALREADY(114),
  EINPROGRESS(115),
  ENOTSUPP(524);

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /** The positive number. */
  public int number() {
    return number;
  }

  /** What a failing kernel function returns: minus the number, sign-extended. */
  public long result() {
    return -(long) number;
  }

  /**
   * {@code -EINVAL (-22)} and the like for a negative result; the bare number when it has no name
   * here.
   */
  public static String describe(long result) {
    for (Errno e : values()) {
      if (e.number == -result) {
        return "-" + e.name() + " (" + result + ")";
      }
    }
    return Long.toString(result);
  }
}
