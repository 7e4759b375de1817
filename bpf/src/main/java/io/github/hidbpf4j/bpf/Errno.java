package io.github.hidbpf4j.bpf;

/**
 * Error numbers as programs see them, negated in results (Linux 6.12 {@code
 * include/uapi/asm-generic/errno*.h}). {@link #ENOTSUPP} is the kernel-internal one.
 */
public enum Errno {
  /** Operation not permitted. */
  EPERM(1),
  /** No such file, map element or object. */
  ENOENT(2),
  /** No such process. */
  ESRCH(3),
  /** Interrupted by a signal. */
  EINTR(4),
  /** Input or output error. */
  EIO(5),
  /** No such device or address. */
  ENXIO(6),
  /** Too big: argument list, program, or number of elements or fields. */
  E2BIG(7),
  /** Bad file descriptor. */
  EBADF(9),
  /** Try again later. */
  EAGAIN(11),
  /** Out of memory. */
  ENOMEM(12),
  /** Permission denied; what the verifier returns for an invalid access. */
  EACCES(13),
  /** Bad address. */
  EFAULT(14),
  /** Device or resource busy. */
  EBUSY(16),
  /** Exists already. */
  EEXIST(17),
  /** Link across devices. */
  EXDEV(18),
  /** No such device. */
  ENODEV(19),
  /** Not a directory. */
  ENOTDIR(20),
  /** Invalid argument. */
  EINVAL(22),
  /** No space left. */
  ENOSPC(28),
  /** Read-only file system. */
  EROFS(30),
  /** Argument out of the domain of the function. */
  EDOM(33),
  /** Result or value out of range. */
  ERANGE(34),
  /** Resource deadlock would occur. */
  EDEADLK(35),
  /** Name too long. */
  ENAMETOOLONG(36),
  /** Function not implemented. */
  ENOSYS(38),
  /** Too many symbolic links, or a loop. */
  ELOOP(40),
  /** No data available. */
  ENODATA(61),
  /** Timer expired. */
  ETIME(62),
  /** Protocol error. */
  EPROTO(71),
  /** Malformed message. */
  EBADMSG(74),
  /** Value too large for its type. */
  EOVERFLOW(75),
  /** Operation not supported. */
  EOPNOTSUPP(95),
  /** Timed out. */
  ETIMEDOUT(110),
  /** Operation already in progress. */
  EALREADY(114),
  /** Operation now in progress. */
  EINPROGRESS(115),
  /** Operation not supported; internal to the kernel, not in the user-space headers. */
  ENOTSUPP(524);

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /** {@return the positive number} */
  public int number() {
    return number;
  }

  /**
   * {@return what a failing kernel function returns: minus the number, sign-extended to 64 bits}
   */
  public long result() {
    return -(long) number;
  }

  /**
   * Names the error in a result.
   *
   * @param result what a kernel function or program returned; negative for an error
   * @return {@code -EINVAL (-22)} and the like for a negative result; the bare number in decimal
   *     when it has no name here
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
