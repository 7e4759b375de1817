package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.proto.StringFunctions;

/**
 * Comparing and searching strings ({@code kernel/bpf/helpers.c}, Linux 6.17 to 7.3). They accept
 * any address: -ERANGE if it is not a kernel address, -EFAULT if it is not mapped, -E2BIG after 64
 * KiB without a NUL. Characters are signed, as on x86.
 */
final class StringKfuncs {
  /** {@code XATTR_SIZE_MAX}. */
  private static final int MOST = 1 << 16;

  private StringKfuncs() {}

  static void addTo(HelperRegistry.Builder b) {
    b.kfunc(StringFunctions.STRCMP, (run, s, t, _, _, _) -> compare(run, s, t, MOST, false))
        .kfunc(StringFunctions.STRCASECMP, (run, s, t, _, _, _) -> compare(run, s, t, MOST, true))
        .kfunc(StringFunctions.STRNCASECMP, (run, s, t, n, _, _) -> compare(run, s, t, n, true))
        .kfunc(StringFunctions.STRCHR, (run, s, c, _, _, _) -> find(run, s, MOST, c, true))
        .kfunc(StringFunctions.STRNCHR, (run, s, n, c, _, _) -> find(run, s, n, c, true))
        .kfunc(StringFunctions.STRCHRNUL, (run, s, c, _, _, _) -> find(run, s, MOST, c, false))
        .kfunc(StringFunctions.STRRCHR, (run, s, c, _, _, _) -> findLast(run, s, (int) c))
        .kfunc(StringFunctions.STRLEN, (run, s, _, _, _, _) -> length(run, s, MOST))
        .kfunc(StringFunctions.STRNLEN, (run, s, n, _, _, _) -> length(run, s, n))
        .kfunc(StringFunctions.STRSPN, (run, s, set, _, _, _) -> span(run, s, set, true))
        .kfunc(StringFunctions.STRCSPN, (run, s, set, _, _, _) -> span(run, s, set, false))
        .kfunc(StringFunctions.STRSTR, (run, s, t, _, _, _) -> search(run, s, t, MOST, false))
        .kfunc(StringFunctions.STRCASESTR, (run, s, t, _, _, _) -> search(run, s, t, MOST, true))
        .kfunc(StringFunctions.STRNSTR, (run, s, t, n, _, _) -> search(run, s, t, n, false))
        .kfunc(StringFunctions.STRNCASESTR, (run, s, t, n, _, _) -> search(run, s, t, n, true));
  }

  private static boolean isKernel(long a, long b) {
    return KernelProbe.isKernel(a) && KernelProbe.isKernel(b);
  }

  /** Whether an index is below {@code count} (unsigned) and below the kernel's limit. */
  private static boolean within(int i, long count) {
    return i < MOST && Long.compareUnsigned(i, count) < 0;
  }

  private static int tolower(int c) {
    int byteValue = c & 0xff;
    return Ctype.isUpper(byteValue) ? (byte) (byteValue + 0x20) : c;
  }

  private static long compare(RunContext run, long s, long t, long count, boolean fold) {
    if (!isKernel(s, t)) {
      return Errno.ERANGE.result();
    }
    ArenaMemory memory = run.memory();
    int i = 0;
    for (; within(i, count); i++) {
      if (!memory.isReadable(s + i, 1) || !memory.isReadable(t + i, 1)) {
        return Errno.EFAULT.result();
      }
      int a = memory.getByte(s + i);
      int b = memory.getByte(t + i);
      if (fold) {
        a = tolower(a);
        b = tolower(b);
      }
      if (a != b) {
        return a < b ? -1 : 1;
      }
      if (a == 0) {
        return 0;
      }
    }
    return i == MOST ? Errno.E2BIG.result() : 0;
  }

  /** Index of a character; optionally the index of the end if it is absent. */
  private static long find(RunContext run, long s, long count, long wanted, boolean there) {
    if (!KernelProbe.isKernel(s)) {
      return Errno.ERANGE.result();
    }
    ArenaMemory memory = run.memory();
    int i = 0;
    for (; within(i, count); i++) {
      if (!memory.isReadable(s + i, 1)) {
        return Errno.EFAULT.result();
      }
      int c = memory.getByte(s + i);
      if (c == (byte) wanted) {
        return i;
      }
      if (c == 0) {
        return there ? Errno.ENOENT.result() : i;
      }
    }
    return (i == MOST ? Errno.E2BIG : Errno.ENOENT).result();
  }

  private static long findLast(RunContext run, long s, int wanted) {
    if (!KernelProbe.isKernel(s)) {
      return Errno.ERANGE.result();
    }
    ArenaMemory memory = run.memory();
    long last = Errno.ENOENT.result();
    for (int i = 0; i < MOST; i++) {
      if (!memory.isReadable(s + i, 1)) {
        return Errno.EFAULT.result();
      }
      int c = memory.getByte(s + i);
      if (c == wanted) {
        last = i;
      }
      if (c == 0) {
        return last;
      }
    }
    return Errno.E2BIG.result();
  }

  private static long length(RunContext run, long s, long count) {
    if (!KernelProbe.isKernel(s)) {
      return Errno.ERANGE.result();
    }
    ArenaMemory memory = run.memory();
    int i = 0;
    for (; within(i, count); i++) {
      if (!memory.isReadable(s + i, 1)) {
        return Errno.EFAULT.result();
      }
      if (memory.getByte(s + i) == 0) {
        return i;
      }
    }
    return i == MOST ? Errno.E2BIG.result() : i;
  }

  /** Length of the prefix whose characters are all in a set, or all outside it. */
  private static long span(RunContext run, long s, long set, boolean inside) {
    if (!isKernel(s, set)) {
      return Errno.ERANGE.result();
    }
    ArenaMemory memory = run.memory();
    for (int i = 0; i < MOST; i++) {
      if (!memory.isReadable(s + i, 1)) {
        return Errno.EFAULT.result();
      }
      int c = memory.getByte(s + i);
      if (c == 0) {
        return i;
      }
      long found = member(memory, set, c);
      if (found < 0) {
        return found;
      }
      if (found == 1 != inside) {
        return i;
      }
    }
    return Errno.E2BIG.result();
  }

  /** 1 when a character is in a set, 0 when not, or a negative errno. */
  private static long member(ArenaMemory memory, long set, int wanted) {
    for (int j = 0; j < MOST; j++) {
      if (!memory.isReadable(set + j, 1)) {
        return Errno.EFAULT.result();
      }
      int c = memory.getByte(set + j);
      if (c == wanted) {
        return 1;
      }
      if (c == 0) {
        return 0;
      }
    }
    return Errno.E2BIG.result();
  }

  /** Index at which a string starts in the first {@code length} characters of another. */
  private static long search(RunContext run, long s, long t, long length, boolean fold) {
    if (!isKernel(s, t)) {
      return Errno.ERANGE.result();
    }
    ArenaMemory memory = run.memory();
    for (int i = 0; i < MOST; i++) {
      int j = 0;
      for (; Long.compareUnsigned(i + (long) j, length) <= 0 && j < MOST; j++) {
        if (!memory.isReadable(t + j, 1)) {
          return Errno.EFAULT.result();
        }
        int wanted = memory.getByte(t + j);
        if (wanted == 0) {
          return i;
        }
        if (i + (long) j == length) {
          break;
        }
        if (!memory.isReadable(s + i + j, 1)) {
          return Errno.EFAULT.result();
        }
        int c = memory.getByte(s + i + j);
        if (c == 0) {
          return Errno.ENOENT.result();
        }
        if (fold ? tolower(c) != tolower(wanted) : c != wanted) {
          break;
        }
      }
      if (j == MOST) {
        return Errno.E2BIG.result();
      }
      if (i + (long) j == length) {
        return Errno.ENOENT.result();
      }
    }
    return Errno.E2BIG.result();
  }
}
