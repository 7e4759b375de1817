package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Values of {@code __kconfig} variables: types they may have, and how a {@code .config} value is
 * stored in them ({@code set_kcfg_value_*} in {@code tools/lib/bpf/libbpf.c}, Linux 6.12).
 */
final class KernelConfig {
  private KernelConfig() {}

  private static boolean tristate(BtfType type) {
    return type instanceof BtfType.Enumeration e
        && e.name().equals("libbpf_tristate")
        && e.size() == 4;
  }

  private static boolean character(BtfType type) {
    return type instanceof BtfType.Int i && i.size() == 1 && !i.isBool();
  }

  /** Whether a variable of this type can hold a configuration value. */
  static boolean supported(Btf btf, int typeId) {
    return switch (btf.resolved(typeId)) {
      case BtfType.Int i -> i.isBool() ? i.size() == 1 : i.size() <= 8;
      case BtfType.Enumeration e -> tristate(e);
      case BtfType.Array a -> a.count() > 0 && character(btf.resolved(a.type()));
      default -> false;
    };
  }

  /** Alignment of a supported type, bytes. */
  static int align(Btf btf, int typeId) {
    return switch (btf.resolved(typeId)) {
      case BtfType.Int i -> i.size();
      case BtfType.Enumeration e -> e.size();
      default -> 1;
    };
  }

  /**
   * Stores a value.
   *
   * @param value as in {@code .config}: {@code y}, {@code n}, {@code m}, a number, a quoted string
   * @return what is wrong with it, or null
   */
  static @Nullable String store(Btf btf, Extern extern, String value, byte[] into) {
    BtfType type = btf.type(extern.typeId);
    if (value.equals("y") || value.equals("n") || value.equals("m")) {
      char c = value.charAt(0);
      if (tristate(type)) {
        return number(extern, type, c == 'y' ? 1 : c == 'm' ? 2 : 0, into);
      }
      if (type instanceof BtfType.Int i && i.isBool() && c != 'm') {
        return number(extern, type, c == 'y' ? 1 : 0, into);
      }
      return character(type)
          ? number(extern, type, c, into)
          : "value '%s' implies bool, tristate, or char type".formatted(value);
    }
    if (value.startsWith("\"")) {
      return string(extern, type, value, into);
    }
    if (!(type instanceof BtfType.Int i) || i.isBool()) {
      return "value '%s' implies integer type".formatted(value);
    }
    try {
      return number(extern, type, parse(value), into);
    } catch (NumberFormatException _) {
      return "value '%s' isn't a valid integer".formatted(value);
    }
  }

  private static long parse(String value) {
    if (value.startsWith("0x") || value.startsWith("0X")) {
      return Long.parseUnsignedLong(value.substring(2), 16);
    }
    return value.startsWith("-") ? Long.parseLong(value) : Long.parseUnsignedLong(value);
  }

  private static @Nullable String string(Extern extern, BtfType type, String value, byte[] into) {
    if (!(type instanceof BtfType.Array)) {
      return "value '%s' implies char array type".formatted(value);
    }
    if (value.length() < 2 || !value.endsWith("\"")) {
      return "invalid string config '%s'".formatted(value);
    }
    byte[] bytes = value.substring(1, value.length() - 1).getBytes(StandardCharsets.UTF_8);
    // A longer string is truncated; there is always a NUL.
    System.arraycopy(bytes, 0, into, extern.offset, Math.min(bytes.length, extern.size - 1));
    return null;
  }

  /** Stores an integer; returns what is wrong with it, or null. */
  static @Nullable String number(Extern extern, BtfType type, long value, byte[] into) {
    if (type instanceof BtfType.Array) {
      return "value '%d' implies integer, char, or boolean type".formatted(value);
    }
    if (type instanceof BtfType.Int i && i.isBool() && (value & ~1) != 0) {
      return "value '%d' isn't boolean compatible".formatted(value);
    }
    int bits = extern.size * 8;
    if (bits < 64) {
      boolean signed = type instanceof BtfType.Int i && i.signed();
      boolean fits = signed ? value == value << 64 - bits >> 64 - bits : value >>> bits == 0;
      if (!fits) {
        return "value '%s' doesn't fit in %d bytes"
            .formatted(Long.toUnsignedString(value), extern.size);
      }
    }
    for (int i = 0; i < extern.size; i++) {
      into[extern.offset + i] = (byte) (value >>> 8 * i);
    }
    return null;
  }
}
