package io.github.hidbpf4j.linux.call;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Error numbers of system calls (Linux 6.12 {@code include/uapi/asm-generic/errno*.h}: the same on
 * all machines that this module runs on). Results carry them negated.
 */
public enum SystemError {
  EPERM(1, "operation not permitted"),
  ENOENT(2, "no such file"),
  ESRCH(3, "not found"),
  EINTR(4, "interrupted"),
  EIO(5, "input/output error"),
  ENXIO(6, "no such device"),
  E2BIG(7, "too big"),
  ENOEXEC(8, "not in the right format"),
  EBADF(9, "file is closed"),
  EAGAIN(11, "nothing there now"),
  ENOMEM(12, "out of memory"),
  EACCES(13, "permission denied"),
  EFAULT(14, "bad address"),
  EBUSY(16, "busy"),
  EEXIST(17, "exists already"),
  ENODEV(19, "no such device"),
  ENOTDIR(20, "not a folder"),
  EISDIR(21, "is a folder"),
  EINVAL(22, "invalid argument"),
  ENFILE(23, "too many open files in the system"),
  EMFILE(24, "too many open files"),
  ENOTTY(25, "not a device of this kind"),
  ENOSPC(28, "no space left"),
  EROFS(30, "read-only file system"),
  EPIPE(32, "refused, or the other end is closed"),
  ERANGE(34, "out of range"),
  ENAMETOOLONG(36, "name too long"),
  ENOSYS(38, "not supported by this kernel"),
  ELOOP(40, "too many symbolic links"),
  EPROTO(71, "protocol error"),
  EOVERFLOW(75, "value too large"),
  ENOTSOCK(88, "not a socket"),
  EMSGSIZE(90, "message too long"),
  EPROTONOSUPPORT(93, "protocol not supported"),
  EOPNOTSUPP(95, "operation not supported"),
  EAFNOSUPPORT(97, "address family not supported"),
  EADDRINUSE(98, "address in use"),
  ENOBUFS(105, "no buffer space"),
  ESHUTDOWN(108, "shut down"),
  ETIMEDOUT(110, "timed out"),
  ECONNREFUSED(111, "nobody listens"),
  EALREADY(114, "done already"),
  /** Internal to the kernel, but BPF returns it to users. */
  ENOTSUPP(524, "not supported");

  private static final Map<Integer, SystemError> BY_NUMBER =
      Arrays.stream(values()).collect(Collectors.toMap(e -> e.number, Function.identity()));

  private final int number;
  private final String meaning;

  SystemError(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** The error number, positive. */
  public int number() {
    return number;
  }

  /** The result of a system call that fails with it: the negated number. */
  public int result() {
    return -number;
  }

  /** Its meaning in a few words. */
  public String meaning() {
    return meaning;
  }

  /** Whether this result says that the device has gone. */
  public static boolean isGone(int result) {
    return result == ENODEV.result() || result == EIO.result() || result == ENXIO.result();
  }

  /** The text for a result: {@code "EACCES (permission denied)"}, or {@code "error 77"}. */
  public static String text(int result) {
    SystemError error = BY_NUMBER.get(-result);
    return error == null ? "error " + -result : error + " (" + error.meaning + ")";
  }

  /** The text with advice: {@code "EACCES (permission denied; be root)"}. */
  static String text(int result, String advice) {
    if (advice.isEmpty()) {
      return text(result);
    }
    SystemError error = BY_NUMBER.get(-result);
    return error == null
        ? String.format(Locale.ROOT, "error %d (%s)", -result, advice)
        : String.format(Locale.ROOT, "%s (%s; %s)", error, error.meaning, advice);
  }
}
