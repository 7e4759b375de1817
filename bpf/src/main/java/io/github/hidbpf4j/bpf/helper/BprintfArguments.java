package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;

/**
 * Checks a format of the printing helpers ({@code bpf_bprintf_prepare}, {@code
 * kernel/bpf/helpers.c}, Linux 6.12): which specifiers there are, how many arguments they take, and
 * whether what the arguments print fits the kernel's 512-byte buffer for them.
 *
 * <p>Accepted: {@code %% %c %s %pks %pus}, {@code %d %i %u %x %X} with {@code l} or {@code ll},
 * {@code %p %px %pK %ps %pS %pB %pi4 %pI4 %pi6 %pI6}, with flags {@code 0}, {@code +}, {@code -},
 * space, and a width.
 */
final class BprintfArguments {
  private static final int BUFFER = 512;

  private final ArenaMemory memory;
  private final byte[] format;
  private final int length;
  private final long[] arguments;
  private int at;
  private int next;
  private int used;

  private BprintfArguments(ArenaMemory memory, byte[] format, long[] arguments) {
    this.memory = memory;
    this.format = format;
    this.length = format.length;
    this.arguments = arguments;
  }

  /** 0, -EINVAL for an invalid format, or -ENOSPC; {@code format} without its NUL. */
  static long check(ArenaMemory memory, byte[] format, long[] arguments) {
    return new BprintfArguments(memory, format, arguments).check();
  }

  private long check() {
    while (at < length) {
      int c = character(0);
      if (Ctype.isAscii(c) && !Ctype.isPrint(c) && !Ctype.isSpace(c)) {
        return Errno.EINVAL.result();
      }
      if (c == '%' && character(1) == '%') {
        at++;
      } else if (c == '%') {
        at++;
        long error = next < arguments.length ? specifier() : Errno.EINVAL.result();
        if (error != 0) {
          return error;
        }
        next++;
      }
      at++;
    }
    return 0;
  }

  /** The character this far ahead; NUL past the end. */
  private int character(int ahead) {
    return at + ahead < length ? format[at + ahead] & 0xff : 0;
  }

  private long specifier() {
    while ("0+- ".indexOf(character(0)) >= 0) {
      at++;
    }
    while (Ctype.isDigit(character(0))) {
      at++;
    }
    return switch (character(0)) {
      case 'p' -> pointer();
      case 's' -> string('s');
      case 'c' -> take(1, 1);
      default -> integer();
    };
  }

  private long integer() {
    int bytes = 4;
    for (int i = 0; i < 2 && character(0) == 'l'; i++) {
      bytes = 8;
      at++;
    }
    return switch (character(0)) {
      case 'i', 'd', 'u', 'x', 'X' -> take(bytes, 4);
      default -> Errno.EINVAL.result();
    };
  }

  private long pointer() {
    int c = character(1);
    if (c == 0 || Ctype.isSpace(c) || Ctype.isPunct(c)) {
      return take(8, 4);
    }
    if ((c == 'k' || c == 'u') && character(2) == 's') {
      at += 2;
      return string(c);
    }
    return switch (c) {
      case 'K', 'x', 's', 'S' -> {
        at++;
        yield take(8, 4);
      }
      case 'B' -> {
        at++;
        yield take(Bprintf.symbol(arguments[next]).length() + 1, 1);
      }
      case 'i', 'I' -> ip(c, character(2));
      default -> Errno.EINVAL.result();
    };
  }

  private long ip(int kind, int version) {
    if (version != '4' && version != '6') {
      return Errno.EINVAL.result();
    }
    at += 2;
    return take(Bprintf.address(memory, arguments[next], kind, version).length() + 1, 1);
  }

  private long string(int kind) {
    int c = character(1);
    if (c != 0 && !Ctype.isSpace(c) && !Ctype.isPunct(c)) {
      return Errno.EINVAL.result();
    }
    if (used >= BUFFER) {
      return Errno.ENOSPC.result();
    }
    used += Bprintf.stringBytes(memory, arguments[next], kind, BUFFER - used);
    return 0;
  }

  private long take(int bytes, int alignment) {
    used = (used + alignment - 1) & -alignment;
    if (BUFFER - used < bytes) {
      return Errno.ENOSPC.result();
    }
    used += bytes;
    return 0;
  }
}
