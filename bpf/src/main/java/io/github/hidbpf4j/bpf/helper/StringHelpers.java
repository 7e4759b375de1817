package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;

/** Parsing and comparing strings ({@code kernel/bpf/helpers.c}, Linux 6.12). */
final class StringHelpers {
  private static final long BASE_MASK = 0x1f;

  /** The kernel copies at most this much of a number before it parses it. */
  private static final int MOST_CHARACTERS = 63;

  private StringHelpers() {}

  static void addTo(HelperRegistry.Builder b) {
    b.helper(
            CoreFunctions.STRTOL,
            (run, text, length, flags, to, _) -> parse(run.memory(), text, length, flags, to, true))
        .helper(
            CoreFunctions.STRTOUL,
            (run, text, length, flags, to, _) ->
                parse(run.memory(), text, length, flags, to, false))
        .helper(CoreFunctions.STRNCMP, StringHelpers::compare);
  }

  /** Stores the number, or 0 on error, at {@code to}; returns the number of characters consumed. */
  private static long parse(
      ArenaMemory memory, long text, long length, long flags, long to, boolean signed) {
    memory.putLong(to, 0);
    int base = (int) (flags & BASE_MASK);
    if (length == 0 || (base != 0 && base != 8 && base != 10 && base != 16)) {
      return Errno.EINVAL.result();
    }
    if ((flags & ~BASE_MASK) != 0) {
      return Errno.EINVAL.result();
    }
    long at = 0;
    while (at < length && Ctype.isSpace(at(memory, text, at, length))) {
      at++;
    }
    boolean negative = at(memory, text, at, length) == '-';
    if (negative) {
      at++;
    }
    if (at >= length) {
      return Errno.EINVAL.result();
    }
    long end = Math.min(length, at + MOST_CHARACTERS);
    if (at(memory, text, at, end) == '0' && (base == 0 || base == 16)) {
      boolean hex = (at(memory, text, at + 1, end) | 0x20) == 'x';
      if (base == 0) {
        base = hex && Ctype.isHexDigit(at(memory, text, at + 2, end)) ? 16 : 8;
      }
      if (base == 16 && hex) {
        at += 2;
      }
    } else if (base == 0) {
      base = 10;
    }
    long first = at;
    long value = 0;
    boolean overflow = false;
    for (; at < end; at++) {
      int digit = Ctype.digit(at(memory, text, at, end));
      if (digit >= base) {
        break;
      }
      overflow |= Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, base)) > 0;
      value = value * base + digit;
    }
    if (overflow) {
      return Errno.ERANGE.result();
    }
    if (at == first || (negative && !signed)) {
      return Errno.EINVAL.result();
    }
    if (signed && (negative ? -value > 0 : value < 0)) {
      return Errno.ERANGE.result();
    }
    memory.putLong(to, negative ? -value : value);
    return at;
  }

  /** A character of the text, or NUL past its end. */
  private static int at(ArenaMemory memory, long text, long index, long end) {
    return index < end ? memory.getByte(text + index) & 0xff : 0;
  }

  private static long compare(RunContext run, long some, long size, long other, long r4, long r5) {
    ArenaMemory memory = run.memory();
    long most = size & 0xffff_ffffL;
    for (long i = 0; i < most; i++) {
      int a = memory.getByte(some + i) & 0xff;
      int b = memory.getByte(other + i) & 0xff;
      if (a != b) {
        return a < b ? -1 : 1;
      }
      if (a == 0) {
        return 0;
      }
    }
    return 0;
  }
}
