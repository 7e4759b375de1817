package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Prints what {@link BprintfArguments} accepted, as {@code bstr_printf} of {@code lib/vsprintf.c}
 * does (Linux 6.12). Pointers under {@code %p} and {@code %pK} are hashed to 32 bits, here with a
 * fixed key so that output is reproducible; NULL and error pointers are printed unhashed. There is
 * no symbol table: {@code %ps}, {@code %pS} and {@code %pB} print the address.
 */
final class Bprintf {
  private static final int BUFFER = 512;
  private static final int MOST_ERRNO = 4095;
  private static final int MOST_WIDTH = (1 << 23) - 1;

  private final ArenaMemory memory;
  private final byte[] format;
  private final long[] arguments;
  private final byte[] out;
  private int at;
  private int next;
  private int used;
  private long length;

  private boolean left;
  private boolean plus;
  private boolean space;
  private boolean zero;
  private int width;

  private Bprintf(ArenaMemory memory, byte[] format, long[] arguments, byte[] out) {
    this.memory = memory;
    this.format = format;
    this.arguments = arguments;
    this.out = out;
  }

  /**
   * Prints as much as fits into {@code out}, without a NUL.
   *
   * @return the length of the whole output in bytes
   */
  static long print(ArenaMemory memory, byte[] format, long[] arguments, byte[] out) {
    return new Bprintf(memory, format, arguments, out).print();
  }

  private long print() {
    while (at < format.length) {
      if (format[at] != '%') {
        put(format[at++]);
      } else if (peek(1) == '%') {
        put('%');
        at += 2;
      } else {
        at++;
        specifier();
      }
    }
    return length;
  }

  private int peek(int ahead) {
    return at + ahead < format.length ? format[at + ahead] & 0xff : 0;
  }

  private void specifier() {
    flags();
    long value = arguments[next++];
    int c = peek(0);
    at++;
    switch (c) {
      case 'c' -> {
        pad(left ? 0 : width - 1L);
        put((int) value);
        used++;
        pad(left ? width - 1L : 0);
      }
      case 's' -> padded(string(value, 's'));
      case 'p' -> pointer(value);
      default -> integer(c, value);
    }
  }

  private void flags() {
    left = plus = space = zero = false;
    for (; ; at++) {
      switch (peek(0)) {
        case '-' -> left = true;
        case '+' -> plus = true;
        case ' ' -> space = true;
        case '0' -> zero = true;
        default -> {
          width();
          return;
        }
      }
    }
  }

  private void width() {
    long digits = 0;
    for (; Ctype.isDigit(peek(0)); at++) {
      digits = Math.min(digits * 10 + peek(0) - '0', MOST_WIDTH);
    }
    width = (int) digits;
  }

  private void integer(int first, long value) {
    int c = first;
    boolean wide = c == 'l';
    while (c == 'l') {
      c = peek(0);
      at++;
    }
    takeNumber(wide ? 8 : 4);
    switch (c) {
      case 'd', 'i' -> {
        long n = wide ? value : (int) value;
        String sign = n < 0 ? "-" : plus ? "+" : space ? " " : "";
        number(sign, Long.toUnsignedString(n < 0 ? -n : n));
      }
      case 'u' -> number("", Long.toUnsignedString(unsigned(value, wide)));
      case 'x' -> number("", Long.toHexString(unsigned(value, wide)));
      default -> number("", upper(Long.toHexString(unsigned(value, wide))));
    }
  }

  private static long unsigned(long value, boolean wide) {
    return wide ? value : value & 0xffff_ffffL;
  }

  private static String upper(String hex) {
    return hex.toUpperCase(Locale.ROOT);
  }

  private void pointer(long value) {
    int kind = peek(0);
    int second = peek(1);
    // For the kernel, all letters and digits that follow belong to the specifier.
    while (Ctype.isAlnum(peek(0))) {
      at++;
    }
    switch (kind) {
      case 'x' -> raw(value);
      case 's', 'S' -> {
        takeNumber(8);
        padded(symbol(value).getBytes(StandardCharsets.US_ASCII));
      }
      case 'B' -> text(symbol(value));
      case 'i', 'I' -> text(address(memory, value, kind, second));
      case 'k', 'u' -> {
        for (byte b : string(value, kind)) {
          put(b);
        }
      }
      default -> raw(value == 0 || -value > 0 && -value <= MOST_ERRNO ? value : hash(value));
    }
  }

  /** Prints an address as a number: 16 digits unless the format has a width. */
  private void raw(long value) {
    takeNumber(8);
    if (width == 0) {
      width = 16;
      zero = true;
    }
    number("", Long.toHexString(value));
  }

  private static long hash(long pointer) {
    long h = (pointer ^ 0x6a09_e667_f3bc_c908L) * 0x9e37_79b9_7f4a_7c15L;
    h = (h ^ h >>> 29) * 0xbf58_476d_1ce4_e5b9L;
    return h >>> 32;
  }

  private void number(String sign, String digits) {
    long missing = (long) width - sign.length() - digits.length();
    boolean zeros = zero && !left;
    pad(left || zeros ? 0 : missing);
    ascii(sign);
    repeat('0', zeros ? missing : 0);
    ascii(digits);
    pad(left ? missing : 0);
  }

  private void padded(byte[] bytes) {
    pad(left ? 0 : (long) width - bytes.length);
    for (byte b : bytes) {
      put(b);
    }
    pad(left ? (long) width - bytes.length : 0);
  }

  private void text(String rendered) {
    ascii(rendered);
    used += rendered.length() + 1;
  }

  private void ascii(String s) {
    for (int i = 0; i < s.length(); i++) {
      put(s.charAt(i));
    }
  }

  private void pad(long count) {
    repeat(' ', count);
  }

  /** Once {@link #out} is full, only the length matters. */
  private void repeat(int b, long count) {
    long end = length + Math.max(0, count);
    while (length < Math.min(end, out.length)) {
      put(b);
    }
    length = end;
  }

  private void put(int b) {
    if (length < out.length) {
      out[(int) length] = (byte) b;
    }
    length++;
  }

  private void takeNumber(int bytes) {
    used = ((used + 3) & ~3) + bytes;
  }

  /** The string that a {@code %s}, {@code %pks} or {@code %pus} argument points to. */
  private byte[] string(long address, int kind) {
    int bytes = stringBytes(memory, address, kind, BUFFER - used);
    used += bytes;
    return bytes <= 1 ? new byte[0] : memory.getBytes(address, bytes - 1);
  }

  /**
   * Bytes, NUL included, that the string at an address takes in a buffer of {@code room} bytes; 1
   * if it cannot be read.
   */
  static int stringBytes(ArenaMemory memory, long address, int kind, int room) {
    boolean user = kind == 'u' || (kind == 's' && KernelProbe.isUser(address));
    long bytes = user ? -1 : KernelProbe.length(memory, address, room);
    return bytes < 0 ? 1 : (int) bytes;
  }

  /** What {@code %ps} prints for an address that belongs to no symbol. */
  static String symbol(long address) {
    return "0x" + Long.toHexString(address);
  }

  /**
   * The IP address that an argument points to, zeros where it cannot be read; {@code kind} {@code
   * i} or {@code I}, {@code version} {@code 4} or {@code 6}.
   */
  static String address(ArenaMemory memory, long address, int kind, int version) {
    int bytes = version == '4' ? 4 : 16;
    byte[] ip =
        KernelProbe.isReadable(memory, address, bytes)
            ? memory.getBytes(address, bytes)
            : new byte[bytes];
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes; i++) {
      int b = ip[i] & 0xff;
      if (version == '4') {
        text.append(i == 0 ? "" : ".").append(kind == 'i' ? decimal3(b) : Integer.toString(b));
      } else {
        text.append(i > 0 && i % 2 == 0 && kind == 'I' ? ":" : "");
        text.append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 15, 16));
      }
    }
    return text.toString();
  }

  private static String decimal3(int b) {
    return Integer.toString(1000 + b).substring(1);
  }
}
